/** The geometry, the keyhole, the sought network and the methods; nothing here reads a file or opens a socket. */
module org.crease.core {
    requires ojalgo;

    exports org.crease.geometry;
    exports org.crease.oracle;
    exports org.crease.network;
    exports org.crease.recovery;
    exports org.crease.recovery.paper;
    exports org.crease.recovery.arrangement;
}
