package dev.qwen4j.service.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A store in PostgreSQL. */
class PostgresStoreTest extends StoreContract {
    @Override
    String newDatabase() {
        return TestPostgres.newDatabase();
    }

    @Test
    void a_server_that_is_not_there_is_told_without_its_password() {
        try (Store store = new Store("jdbc:postgresql://127.0.0.1:1/x?user=me&password=secret")) {
            assertThatThrownBy(store::check)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(
                            "jdbc:postgresql://127.0.0.1:1/x cannot be used: the server cannot be reached")
                    .hasMessageNotContaining("secret");
        }
    }
}
