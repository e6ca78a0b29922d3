package dev.aisle.kernel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An amount of money, never negative, counted in the currency's minor unit (ISO 4217), so
 * that {@code 12.99 USD} is 1299 and {@code 1300 KRW} is 1300.
 *
 * @param minorUnits the amount in minor units, 0 to {@link #MAX_MINOR_UNITS}
 * @param currency an ISO 4217 currency
 */
public record Money(long minorUnits, Currency currency) {

    /** The greatest amount in minor units. */
    public static final long MAX_MINOR_UNITS = 999_999_999_999_999L;

    /**
     * @throws InvalidValueException if the amount is out of range
     */
    public Money {
        if (minorUnits < 0 || minorUnits > MAX_MINOR_UNITS) {
            throw new InvalidValueException("the amount %s %s is out of range: 0 to %s".formatted(
                    BigDecimal.valueOf(minorUnits, scale(currency)).toPlainString(), currency,
                    BigDecimal.valueOf(MAX_MINOR_UNITS, scale(currency)).toPlainString()));
        }
    }

    /**
     * Reads an amount as people and feeds write it, such as {@code 12.99} or {@code 15}.
     * @param amount digits, with at most as many decimals as the currency has
     * @param currency the currency
     * @return the money
     * @throws InvalidValueException if it is no number, negative, too large or too fine
     */
    public static Money of(String amount, Currency currency) {
        if (amount.length() > 24 || !amount.matches("-?[0-9]+(\\.[0-9]+)?")) {
            throw new InvalidValueException(
                    "'%s' is not an amount: write digits with a point, such as 12.99".formatted(Texts.excerpt(amount)));
        }
        try {
            var scaled = new BigDecimal(amount).setScale(scale(currency), RoundingMode.UNNECESSARY);
            if (scaled.signum() < 0) {
                throw new InvalidValueException("the amount %s is negative: use 0 or more".formatted(amount));
            }
            if (scaled.unscaledValue().bitLength() > 62) {
                throw new InvalidValueException("the amount %s is out of range".formatted(amount));
            }
            return new Money(scaled.unscaledValue().longValueExact(), currency);
        } catch (ArithmeticException ex) {
            throw new InvalidValueException(
                    "the amount %s is too fine: %s has %d decimals".formatted(amount, currency, scale(currency)));
        }
    }

    /**
     * Writes the amount at the currency's ISO scale, such as {@code 12.90}.
     * @return the amount without the currency
     */
    public String amount() {
        return BigDecimal.valueOf(this.minorUnits, scale(this.currency)).toPlainString();
    }

    private static int scale(Currency currency) {
        return Math.max(0, currency.getDefaultFractionDigits());
    }

}
