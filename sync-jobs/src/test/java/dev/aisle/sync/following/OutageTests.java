package dev.aisle.sync.following;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;

import static org.assertj.core.api.Assertions.assertThat;

class OutageTests {

    private static RuntimeException failure(String state) {
        return new UncategorizedSQLException("projecting", "SELECT", new SQLException("ERROR: it broke", state));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "08003", "40001", "40P01", "53100", "53300", "55P03", "57014", "57P01", "58030",
        "25P03"})
    void whatPassesIsAnOutage(String state) {
        assertThat(Outage.isBehind(failure(state))).isTrue();
        assertThat(Outage.isOfTheData(failure(state))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"21000", "22003", "22021", "23505", "54000", "P0001", "XX001"})
    void whatTheDatabaseRefusesIsOfTheData(String state) {
        assertThat(Outage.isOfTheData(failure(state))).isTrue();
        assertThat(Outage.isBehind(failure(state))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"42601", "42P01", "42501", "0A000", "25P02"})
    void aWrongStatementIsNeither(String state) {
        assertThat(Outage.isOfTheData(failure(state))).isFalse();
        assertThat(Outage.isBehind(failure(state))).isFalse();
    }

    @Test
    void whatHasNoStateIsJudgedByItsKind() {
        assertThat(Outage.isBehind(new CannotCreateTransactionException("no connection"))).isTrue();
        assertThat(Outage.isBehind(new DataAccessResourceFailureException("no connection"))).isTrue();
        assertThat(Outage.isBehind(new IllegalStateException("a bug"))).isFalse();
        assertThat(Outage.isOfTheData(new IllegalStateException("a bug"))).isFalse();
    }

    @Test
    void itIsToldOnOneLine() {
        assertThat(Outage.sentence(new IllegalStateException("above",
                new SQLException("ERROR: the disk is full\n  Hint: buy one", "53100"))))
                .isEqualTo("ERROR: the disk is full");
        assertThat(Outage.sentence(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

}
