package org.crease.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of classes in docs/PAPER.md and the code name the same classes. */
class PaperMapTest {
    private static final String MAP = Repository.text("docs/PAPER.md");
    private static final String PAPER = "org.crease.recovery.paper.";

    /** Names of all top-level classes of Crease. */
    private static final Set<String> CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.crease").stream()
                    .filter(type -> type.getEnclosingClass().isEmpty())
                    .map(JavaClass::getName)
                    .filter(name -> !name.endsWith("package-info"))
                    .collect(Collectors.toCollection(TreeSet::new));

    @Test
    void everyClassInTheTableExists() {
        assertThat(missing(MAP)).isEmpty();
    }

    @Test
    void everyClassOfThePapersPackageIsInTheTable() {
        assertThat(unmapped(MAP)).isEmpty();
    }

    @Test
    void aClassThatDoesNotExistIsNoticed() {
        assertThat(missing(MAP.replace("`PointsOnLine` |", "`PointsOnALine` |")))
                .containsExactly(PAPER + "PointsOnALine");
        assertThat(missing(MAP.replace("`network.Isomorphism` |", "`network.Isomorphisms` |")))
                .containsExactly("org.crease.network.Isomorphisms");
    }

    @Test
    void aClassThatIsNotInTheTableIsNoticed() {
        assertThat(unmapped(MAP.replace("`Visit` |", "Visit |"))).containsExactly(PAPER + "Visit");
        assertThat(unmapped("")).contains(PAPER + "FirstLayer", PAPER + "Crossing", PAPER + "PaperMethod");
    }

    /** Classes of the table that there are not. */
    private static Set<String> missing(String map) {
        Set<String> names = inTable(map);
        names.removeAll(CLASSES);
        return names;
    }

    /** Classes of the paper's package that are not in the table. */
    private static Set<String> unmapped(String map) {
        Set<String> names =
                CLASSES.stream().filter(name -> name.startsWith(PAPER)).collect(Collectors.toCollection(TreeSet::new));
        names.removeAll(inTable(map));
        return names;
    }

    /** What stands in backticks in the last column under "Classes". */
    private static Set<String> inTable(String map) {
        return map.lines()
                .dropWhile(line -> !line.equals("## Classes"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .map(line -> line.substring(line.lastIndexOf('|', line.length() - 2)))
                .flatMap(
                        column -> Pattern.compile("`([\\w.]+)`").matcher(column).results())
                .map(name -> name.group(1))
                .map(name -> name.contains(".") ? "org.crease." + name : PAPER + name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
