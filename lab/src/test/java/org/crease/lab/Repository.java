package org.crease.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The files of this repository that tests read: documentation and examples. */
public final class Repository {
    private Repository() {}

    /** A file or folder by its path from the root. */
    public static Path path(String fromRoot) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder.resolve(fromRoot);
    }

    /** The text of a file. */
    public static String text(String fromRoot) {
        try {
            return Files.readString(path(fromRoot));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fenced blocks of one language in a Markdown file. */
    public static List<String> blocks(String fromRoot, String language) {
        Pattern block = Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
        return block.matcher(text(fromRoot))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** The lines of all shell blocks of a Markdown file that call the command line, as arguments, without comments. */
    public static List<List<String>> commands(String fromRoot) {
        return blocks(fromRoot, "sh").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("./crease "))
                .map(line -> List.of(line.replaceAll("\\s+#.*", "")
                        .substring("./crease ".length())
                        .strip()
                        .split("\\s+")))
                .toList();
    }
}
