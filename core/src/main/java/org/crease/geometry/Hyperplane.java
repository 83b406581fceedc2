package org.crease.geometry;

/**
 * An affine hyperplane { x : normal · x + offset = 0 }. It has no side of its own: (normal, offset) and
 * (−normal, −offset) are the same plane, though not {@code equal}.
 *
 * @param normal made a unit vector on construction, with {@code offset} scaled along
 * @param offset minus the signed distance of the plane from the origin
 */
public record Hyperplane(Vector normal, double offset) {
    public Hyperplane {
        double norm = normal.norm();
        if (!(norm > 0)) {
            throw new IllegalArgumentException("normal length must be positive, got " + norm);
        }
        normal = normal.times(1 / norm);
        offset = offset / norm;
    }

    /** The plane through a point, orthogonal to a direction. */
    public static Hyperplane through(Vector point, Vector normal) {
        return new Hyperplane(normal, -normal.dot(point));
    }

    /** The signed distance of {@code x}: positive on the side to which the normal points. */
    public double distance(Vector x) {
        return normal.dot(x) + offset;
    }

    /** The point of the plane nearest to {@code x}. */
    public Vector project(Vector x) {
        return x.plus(-distance(x), normal);
    }

    public AffineForm form() {
        return new AffineForm(normal, offset);
    }
}
