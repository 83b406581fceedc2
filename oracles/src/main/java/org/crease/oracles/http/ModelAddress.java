package org.crease.oracles.http;

import java.net.URI;
import java.util.regex.Pattern;
import org.crease.oracles.model.OneLine;
import org.crease.oracles.model.UnreadableModelException;

/** Where a model lives: {@code http(s)://HOST[:PORT][/PREFIX]/v2/models/NAME[/versions/V]}. */
final class ModelAddress {
    private static final Pattern PATH = Pattern.compile("(/.*)?/v2/models/[^/]+(/versions/[^/]+)?");
    private static final String FORM = "http(s)://HOST:PORT/v2/models/NAME[/versions/V]";

    private final URI model;

    private ModelAddress(URI model) {
        this.model = model;
    }

    /** @throws UnreadableModelException if {@code uri} is of another form; what may be a password is not repeated */
    static ModelAddress of(URI uri) {
        if (uri.getRawUserInfo() != null
                || String.valueOf(uri.getRawAuthority()).contains("@")) {
            throw new UnreadableModelException("server must be " + FORM
                    + ", got one with a user name; a token goes into " + InferenceServerOracle.TOKEN_VARIABLE);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new UnreadableModelException("server must be " + FORM + ", got one with ? or #");
        }
        String text = uri.toString().replaceFirst("/+$", "");
        boolean scheme = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        String path = String.valueOf(uri.getRawPath()).replaceFirst("/+$", "");
        if (!scheme || uri.getHost() == null || !PATH.matcher(path).matches() || uri.getPort() > 0xffff) {
            throw new UnreadableModelException("server must be " + FORM + ", got " + OneLine.of(uri.toString()));
        }
        return new ModelAddress(URI.create(text));
    }

    /** Where the model tells of itself. */
    URI model() {
        return model;
    }

    /** Where it answers. */
    URI infer() {
        return URI.create(model + "/infer");
    }

    /** Where some servers, Triton for one, tell how large a batch may be. */
    URI config() {
        return URI.create(model + "/config");
    }

    @Override
    public String toString() {
        return OneLine.of(model.toString());
    }
}
