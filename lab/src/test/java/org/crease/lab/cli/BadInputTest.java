package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong arguments and unreadable files: exit code 2, one line with name, bound and value, nothing written. */
class BadInputTest {
    @TempDir
    private Path folder;

    private Path out;
    private String good;

    @BeforeEach
    void writeAGoodModel() {
        out = folder.resolve("run");
        good = TestModels.oneInput(folder);
    }

    @Test
    void aModelWithTwoInputsIsRefused() {
        Cli.recover(out, TestModels.twoInputs(folder)).refused(out, "input", "2", "model.onnx");
    }

    @Test
    void anUnknownOperatorIsRefused() {
        Cli.recover(out, TestModels.operator(folder, "Blorp")).refused(out, "Blorp");
    }

    @Test
    void aCorruptFileIsRefused() {
        Cli.recover(out, TestModels.corrupt(folder)).refused(out, "corrupt.onnx");
    }

    @Test
    void aJsonFileThatHoldsNoNetworkIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("list.json"), "[1, 2");
        Cli.recover(out, "weights:" + file).refused(out, "list.json");
    }

    @ParameterizedTest
    @CsvSource({"onnx:gone.onnx", "gone.onnx", "weights:gone.json"})
    void aMissingFileIsNamed(String address) {
        Cli.recover(out, address)
                .refused(out, "oracle must be a file that can be read, got 'gone.", "which does not exist");
    }

    @ParameterizedTest
    @CsvSource({"ftp://host/model", "model.pt", "''"})
    void anUnknownAddressListsWhatIsUnderstood(String address) {
        Cli.recover(out, address).refused(out, OpenOracle.ADDRESSES + ", got '" + address + "'");
    }

    @Test
    void aBareNetworkFileIsPointedToItsAddress() {
        Cli.recover(out, "nets/x.json").refused(out, "got 'nets/x.json'; for a network file write weights:nets/x.json");
    }

    @Test
    void aWordThatIsNoCommandListsThoseThatThereAre() {
        Cli.run("draw", "x.json")
                .refused(
                        out,
                        "there is no command 'draw'; there are recover, replay, compare, inspect, serve, train, experiment. Try 'crease --help'.");
        Cli.run("train", "mnist")
                .refused(out, "there is no command 'mnist'; there are random, classifier. Try 'crease train --help'.");
        Cli.run("compare", "a", "b", "c").refused(out, "Unmatched argument", "'c'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seed   | many        | option '--seed': must be a whole number, got 'many'",
                "--budget | 0           | budget must be at least 1 query, got 0",
                "--budget | -5          | budget must be at least 1 query, got -5",
                "--budget | 1.5         | option '--budget': must be a whole number, got '1.5'",
                "--time   | soon        | time must be a positive duration like 30s, 10m, 2h or PT1H30M, got 'soon'",
                "--time   | 0s          | got '0s'",
                "--time   | -PT1S       | got '-PT1S'",
                "--scale  | wide        | must be a number, got 'wide'",
                "--scale  | 0           | scale must be positive and finite, got 0.0",
                "--scale  | NaN         | scale must be positive and finite, got NaN",
                "--method | guess       | method must be one of arrangement, paper, got 'guess'",
                "--domain | sphere      | domain must be all, box:LO,HI or box:FILE, got 'sphere'",
                "--domain | box:1,1     | box:1,1",
                "--domain | box:2,1     | box must have finite LO < HI",
                "--domain | box:1,1e999 | box must have finite LO < HI",
                "--domain | box:1,2,3   | box:1,2,3",
                "--domain | box:gone    | got 'gone', which does not exist",
                "--colour | red         | --colour",
            })
    void aWrongOptionIsTold(String option, String value, String told) {
        Cli.recover(out, good, option, value).refused(out, told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"low\":[0,0],\"high\":[1,1]} | domain must have a bound for each of 1 inputs, got 2",
                "{\"low\":[0]}                  | got no high",
                "{\"low\":[0],\"high\":[0]}     | high[0] must exceed low[0] = 0.0, got 0.0",
                "{\"low\":[0],\"high\":[\"x\"]} | high[0] must be a finite number",
                "{\"low\":[                     | box.json",
            })
    void aWrongBoxFileIsTold(String content, String told) throws IOException {
        Path box = Files.writeString(folder.resolve("box.json"), content);
        Cli.recover(out, good, "--domain", "box:" + box).refused(out, told);
    }

    @Test
    void aFolderWithAnEarlierRunIsLeftAlone() throws IOException {
        Files.createDirectory(out);
        Files.writeString(out.resolve("recovery.json"), "old");
        Cli cli = Cli.recover(out, good);
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err())
                .contains("out must be a folder without an earlier run, got '" + out + "'")
                .hasLineCount(1);
        assertThat(out.resolve("recovery.json")).hasContent("old");
    }

    @Test
    void aFileInTheWayOfTheFolderIsTold() throws IOException {
        Files.writeString(out, "a file");
        for (Path wanted : new Path[] {out, out.resolve("deeper")}) {
            Cli cli = Cli.run("recover", good, "--out", wanted.toString());
            assertThat(cli.code()).isEqualTo(2);
            assertThat(cli.err())
                    .contains("out must be a folder that can be written, got '" + wanted)
                    .hasLineCount(1);
        }
        assertThat(out).hasContent("a file");
    }

    @Test
    void aCommandIsNeededAndHelpIsOffered() {
        for (String[] args : new String[][] {{}, {"train"}, {"fly"}, {"recover"}}) {
            Cli cli = Cli.run(args);
            assertThat(cli.code()).isEqualTo(2);
            assertThat(cli.err()).contains("--help'.").hasLineCount(1);
            assertThat(cli.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"10", "10-0-1", "10-x-1", "10--1", "-10-1", "99999999999-1", "99999999-99999999"})
    void wrongWidthsAreTold(String widths) {
        Path file = folder.resolve("victim.json");
        Cli cli = Cli.run("train", "random", "--widths=" + widths, "--out", file.toString());
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("widths must ").hasLineCount(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void aVictimIsNotWrittenOverAFileOrIntoNowhere() throws IOException {
        Path taken = Files.writeString(folder.resolve("taken.json"), "mine");
        for (String file : new String[] {taken.toString(), folder + "/nowhere/x.json", folder + "/x.txt"}) {
            Cli cli = Cli.run("train", "random", "--widths", "2-2-1", "--out", file);
            assertThat(cli.code()).isEqualTo(2);
            assertThat(cli.err()).contains("out must ").contains(file).hasLineCount(1);
        }
        assertThat(taken).hasContent("mine");
    }

    @Test
    void networksThatCannotBeComparedAreTold() {
        String one = good.substring("weights:".length());
        Path other = folder.resolve("other.json");
        Cli.run("train", "random", "--widths", "2-2-1", "--out", other.toString());
        Cli.run("compare", one, other.toString())
                .refused(out, "networks must have the same number of inputs, got 1 and 2");
        Cli.run("compare", one, "gone.json").refused(out, "B must be a file that can be read, got 'gone.json'");
        Cli.run("compare", one, one, "--samples", "0").refused(out, "samples must lie between 1 and", "got 0");
    }

    @Test
    void aClassifierNeedsClassesAndAFileThatKnowsItsArithmetic() {
        Path onnx = folder.resolve("c.onnx");
        Path json = folder.resolve("c.json");
        Cli.run("train", "classifier", "--widths", "3-4-1", "--out", onnx.toString())
                .refused(out, "widths must be inputs, hidden layers and at least 2 classes, got [3, 4, 1]");
        Cli.run("train", "classifier", "--widths", "3-4-2", "--float32", "--out", json.toString())
                .refused(out, "out must end in .onnx with --float32, got '" + json + "'");
        assertThat(onnx).doesNotExist();
        assertThat(json).doesNotExist();
    }
}
