package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.crease.lab.experiment.Tables;

/** What the experiments have in common: a line of progress for each part, the tables on standard output and in files. */
record ExperimentOutput(Environment environment, Path folder, String name) {
    /**
     * Runs an experiment and shows its tables; also writes NAME.md and NAME.csv into the folder, if one is given (it may be null).
     *
     * @param experiment from where it tells its progress to its tables
     */
    int run(Function<Consumer<String>, Tables> experiment) throws IOException {
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Tables tables = experiment.apply(this::progress);
        environment.out().print(tables.markdown());
        environment.out().flush();
        if (folder != null) {
            Files.writeString(folder.resolve(name + ".md"), tables.markdown());
            Files.writeString(folder.resolve(name + ".csv"), tables.csv());
        }
        return ExitCode.OK;
    }

    private void progress(String line) {
        if (environment.interactive()) {
            environment.err().println(line);
            environment.err().flush();
        }
    }
}
