/** Black boxes to ask, and network files to read and write. */
module org.crease.oracles {
    requires transitive org.crease.core;
    requires com.microsoft.onnxruntime;
    requires org.tribuo.util.onnx;
    requires com.google.protobuf;
    requires java.sql;
    requires org.xerial.sqlitejdbc;
    requires tools.jackson.databind;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.retry;
    requires java.net.http;

    exports org.crease.oracles.exec;
    exports org.crease.oracles.ledger;
    exports org.crease.oracles.http;
    exports org.crease.oracles.onnx;
    exports org.crease.oracles.model;
}
