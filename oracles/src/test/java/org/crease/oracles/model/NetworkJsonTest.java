package org.crease.oracles.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.oracles.RandomNetworks;
import org.crease.recovery.Findings.UnknownWeight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkJsonTest {
    @TempDir
    Path folder;

    private ReluNetwork read(String json) {
        try {
            return NetworkJson.read(Files.writeString(folder.resolve("net.json"), json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ReluNetwork rewritten(ReluNetwork network) {
        Path file = folder.resolve("copy.json");
        NetworkJson.write(file, network, List.of());
        return NetworkFile.read(file);
    }

    @Test
    void aNetworkSurvivesBitForBit() {
        double[] hard = {0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1.0 / 3, -2.2250738585072014E-308};
        ReluNetwork network = new ReluNetwork(List.of(
                Layer.relu(3, 2, hard, new double[] {Math.PI, 1e-300, 5e22}),
                Layer.linear(1, 3, new double[] {1, 2, 3}, new double[] {-0.1})));
        assertThat(rewritten(network)).isEqualTo(network);
        ReluNetwork random = RandomNetworks.relu(1, 6, 20, 20, 4);
        assertThat(rewritten(random)).isEqualTo(random);
    }

    @Test
    void slopesAndAFinalActivationSurvive() {
        ReluNetwork leaky = RandomNetworks.leaky(2, 4, 6, 5, 2);
        assertThat(rewritten(leaky)).isEqualTo(leaky);
        ReluNetwork withEnd = new ReluNetwork(RandomNetworks.relu(3, 4, 6, 5, 2).hidden());
        assertThat(rewritten(withEnd)).isEqualTo(withEnd);
        ReluNetwork leakyEnd = new ReluNetwork(leaky.hidden());
        assertThat(rewritten(leakyEnd)).isEqualTo(leakyEnd);
    }

    @Test
    void theFileHasTheContractsFormWithARowALine() throws IOException {
        ReluNetwork network = new ReluNetwork(List.of(
                Layer.relu(2, 2, new double[] {1, 2, 3, 4}, new double[] {0.5, -0.5}),
                Layer.linear(1, 2, new double[] {1e-5, -1}, new double[] {0})));
        Path file = folder.resolve("net.json");
        NetworkJson.write(
                file,
                network,
                List.of(
                        new UnknownWeight(new NeuronId(0, 1), 0, "never active"),
                        new UnknownWeight(new NeuronId(0, 0), 1, "never active")));
        assertThat(Files.readString(file)).isEqualTo("""
                        {"format":"crease-network/1","input":2,"output":1,"activation":"relu",
                         "layers":[
                          {"weight":[
                            [1.0,2.0],
                            [3.0,4.0]],
                           "bias":[0.5,-0.5],
                           "unknown":[[0,1],[1,0]]},
                          {"weight":[
                            [1.0E-5,-1.0]],
                           "bias":[0.0],
                           "unknown":[]}
                         ]}
                        """);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void thePlainFormIsRead() {
        ReluNetwork network = read("""
                {"source":"elsewhere","activation":"relu","output_after_last_layer":"Softmax",
                 "layers":[{"weight":[[1,2],[3,4.5]],"bias":[0,1]},{"weight":[[1,-1]],"bias":[2]}]}""");
        assertThat(network)
                .isEqualTo(new ReluNetwork(List.of(
                        Layer.relu(2, 2, new double[] {1, 2, 3, 4.5}, new double[] {0, 1}),
                        Layer.linear(1, 2, new double[] {1, -1}, new double[] {2}))));
    }

    @Test
    void aSlopeMayBeOneNumberOrOneANeuron() {
        String form = """
                {"activation":"leaky_relu(0.1)","layers":[{"weight":[[1],[3]],"bias":[0,1],"negative_slope":%s},
                 {"weight":[[1,-1]],"bias":[2]}]}""";
        assertThat(read(form.formatted("0.1"))).isEqualTo(read(form.formatted("[0.1,0.1]")));
        assertThat(read(form.formatted("[0.1,-0.2]")).layers().getFirst().negativeSlope(1))
                .isEqualTo(-0.2);
    }

    @Test
    void theLastLayerHasAnActivationOnlyWhereTheFileSaysSo() {
        String form = "{%s\"layers\":[{\"weight\":[[0.5]],\"bias\":[0]}]}";
        assertThat(read(form.formatted("")).outputLayer().negativeSlope(0)).isEqualTo(1);
        assertThat(read(form.formatted("\"final_activation\":\"relu\","))
                        .outputLayer()
                        .negativeSlope(0))
                .isZero();
        assertThat(read(form.formatted("\"output_after_last_layer\":\"same activation as hidden layers\","))
                        .outputLayer()
                        .negativeSlope(0))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not JSON | network must be JSON, got something else",
                "`` | network must be a JSON object, got nothing",
                "[] | network must be a JSON object, got []",
                "{} | layers must be a list of at least 1 layer, got nothing",
                "{\"format\":\"crease-network/2\",\"layers\":[]} | format must be crease-network/1, got \"crease-network/2\"",
                "{\"activation\":\"tanh\",\"layers\":[0]} | activation must be relu, leaky_relu or prelu, got \"tanh\"",
                "{\"layers\":[{\"weight\":[[1,2],[3]],\"bias\":[1,1]}]} | layers[0].weight[1] must have 2 numbers, got 1",
                "{\"layers\":[{\"weight\":[[1,2]]}]} | layers[0].bias must be a list of 1 numbers, got nothing",
                "{\"layers\":[{\"weight\":[[1,2]],\"bias\":[1,2]}]} | layers[0].bias must have 1 numbers, got 2",
                "{\"layers\":[{\"weight\":[[1,null]],\"bias\":[1]}]} | layers[0].weight[0][1] must be a finite number, got null",
                "{\"layers\":[{\"weight\":[[1,1e999]],\"bias\":[1]}]} | layers[0].weight[0][1] must be a finite number, got",
                "{\"layers\":[{\"weight\":[[1,NaN]],\"bias\":[1]}]} | network must be JSON, got something else",
                "{\"layers\":[{\"weight\":[],\"bias\":[]}]} | layers[0].weight must be a list of at least 1 row, got []",
                "{\"layers\":[{\"weight\":[[1],[1]],\"bias\":[1,1]},{\"weight\":[[1]],\"bias\":[1]}]} "
                        + "| layers[1].weight rows must have 2 numbers, got 1",
                "{\"input\":3,\"layers\":[{\"weight\":[[1]],\"bias\":[1]}]} | input must be 1 as in the weights, got 3",
                "{\"activation\":\"prelu\",\"layers\":[{\"weight\":[[1]],\"bias\":[1]},{\"weight\":[[1]],\"bias\":[1]}]} "
                        + "| layers[0].negative_slope must be a list of 1 numbers, got nothing",
            })
    void whatIsNoNetworkIsRefusedInOneLine(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageStartingWith(message)
                .hasMessageEndingWith("net.json")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMissingFileAndAnotherEndingAreRefused() {
        assertThatThrownBy(() -> NetworkFile.read(folder.resolve("absent.json")))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageStartingWith("network must be a readable file, got ");
        assertThatThrownBy(() -> NetworkFile.read(Path.of("net.txt")))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessage("network file name must end in .json or .onnx, got net.txt");
    }

    @Test
    void aNetworkThatCannotBeWrittenLeavesTheOldFileAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("net.json"), "old");
        ReluNetwork broken = new ReluNetwork(List.of(Layer.linear(1, 1, new double[] {Double.NaN}, new double[1])));
        assertThatThrownBy(() -> NetworkJson.write(file, broken, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight must be finite, got NaN");
        UnknownWeight outside = new UnknownWeight(new NeuronId(1, 0), 0, "");
        assertThatThrownBy(() -> NetworkJson.write(file, RandomNetworks.relu(1, 2, 1), List.of(outside)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown weight must be in the network [2, 1], got ");
        assertThat(Files.readString(file)).isEqualTo("old");
    }
}
