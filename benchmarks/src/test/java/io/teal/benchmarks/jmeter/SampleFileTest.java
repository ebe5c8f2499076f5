package io.teal.benchmarks.jmeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.teal.benchmarks.tool.WrongAnswers;
import org.junit.jupiter.api.Test;

class SampleFileTest {
    private static final String NAMES =
            "timeStamp,elapsed,label,responseCode,responseMessage,threadName,success,failureMessage,bytes\n";

    @Test
    void readsWhatJMeterWrites() throws WrongAnswers {
        assertThat(SampleFile.samples(NAMES
                        + "1000,250,question,200,OK,users 1-1,true,,9000\n"
                        + "1100,40,question,500,Internal Server Error,users 1-2,false,not status 200,60\n"
                        + "1200,90,question,200,OK,users 1-1,false,half an answer,700\n"))
                .containsExactly(
                        new Sample("users 1-1", 1000, 250, ""),
                        new Sample("users 1-2", 1100, 40, "status 500"),
                        new Sample("users 1-1", 1200, 90, "half an answer"));
    }

    @Test
    void columnsAreFoundByTheirNames() throws WrongAnswers {
        assertThat(SampleFile.samples("""
                success,threadName,responseCode,failureMessage,elapsed,timeStamp
                true,users 1-1,200,,7,1000
                """)).containsExactly(new Sample("users 1-1", 1000, 7, ""));
    }

    @Test
    void quotedValuesMayHaveAnythingInThem() throws WrongAnswers {
        assertThat(SampleFile.samples(NAMES
                        + "1000,2,question,200,\"a, \"\"b\"\"\nc\",\"users, 1\",false,\"it said \"\"no\"\"\",5\r\n"))
                .containsExactly(new Sample("users, 1", 1000, 2, "it said \"no\""));
    }

    @Test
    void answersThatTookTooLongAreOneKindOfFailure() throws WrongAnswers {
        assertThat(SampleFile.samples(NAMES
                        + "1000,31000,question,200,OK,users 1-1,false,\"The operation lasted too long: It took 31,000"
                        + " milliseconds, but should not have lasted longer than 30,000 milliseconds.\",9000\n"))
                .extracting(Sample::failure)
                .containsExactly("no whole answer in time");
    }

    @Test
    void aBrokenConnectionIsAFailureToo() throws WrongAnswers {
        assertThat(
                        SampleFile.samples(
                                NAMES
                                        + "1000,2,question,Non HTTP response code: java.net.SocketException,closed,users 1-1,false,,0\n"))
                .extracting(Sample::failure)
                .containsExactly("Non HTTP response code: java.net.SocketException");
    }

    @Test
    void whatIsNoFileOfSamplesIsRefused() {
        refused("", "JMeter wrote no samples");
        refused("timeStamp,elapsed\n", "JMeter's samples have no responseCode, only [timeStamp, elapsed]");
        refused(NAMES + "1000,250,question\n", "half a sample in JMeter's file: [1000, 250, question]");
        refused(NAMES + "1000,250,question,200,OK,users 1-1,tr", "JMeter's file ends in the middle of a sample");
        refused(NAMES + "soon,250,question,200,OK,users 1-1,true,,9\n", "a sample of JMeter has no number but soon");
    }

    private static void refused(String text, String message) {
        assertThatExceptionOfType(WrongAnswers.class)
                .isThrownBy(() -> SampleFile.samples(text))
                .withMessage(message);
    }
}
