/** The top of the house: experiments, and the command line, which knows everyone and is known by nobody. */
module org.crease.lab {
    requires info.picocli;
    requires io.javalin;
    requires java.management;
    requires jdk.unsupported;
    requires org.crease.core;
    requires org.crease.oracles;
    requires tools.jackson.databind;

    opens org.crease.lab.cli to
            info.picocli;
}
