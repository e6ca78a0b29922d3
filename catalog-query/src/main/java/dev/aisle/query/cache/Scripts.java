package dev.aisle.query.cache;

import java.nio.charset.StandardCharsets;

/** What Redis does in one step, each on one key. */
final class Scripts {

    /**
     * ARGV: change, milliseconds, and, where not all of a listing may be wrong, keys by order and whether counts changed.
     * Deletes what doesn't show the change: with keys only segments that hold one of them, and what shows counts if they
     * did. Which change a part shows, and where a segment begins and ends, stands in the head of its bytes. A repeated or
     * late call finds a tombstone as new, and does nothing.
     */
    static final byte[] INVALIDATE = script("""
            local known = redis.call('HGET', KEYS[1], 'v')
            if known and tonumber(known) >= tonumber(ARGV[1]) then return 0 end
            local touched = {}
            for order = 0, #ARGV - 4 do
                touched[order] = {}
                for key in string.gmatch(ARGV[3 + order], '[^,]+') do
                    table.insert(touched[order], tonumber(key))
                end
            end
            local all = redis.call('HGETALL', KEYS[1])
            local kept = 0
            for i = 1, #all, 2 do
                local field, bytes = all[i], all[i + 1]
                if field ~= 'v' then
                    local gone = #bytes < 17 or struct.unpack('>i8', bytes, 2) < tonumber(ARGV[1])
                    if gone and #ARGV > 2 then
                        if field == 'count' or field == 'page' then
                            gone = ARGV[6] == '1'
                        elseif #bytes >= 34 then
                            gone = false
                            local order, least, most = struct.unpack('>Bi8i8', bytes, 18)
                            for _, key in ipairs(touched[order] or {}) do
                                gone = gone or least <= key and key <= most
                            end
                        end
                    end
                    if gone then redis.call('HDEL', KEYS[1], field) else kept = kept + 1 end
                end
            end
            if kept == 0 then redis.call('DEL', KEYS[1]) end
            redis.call('HSET', KEYS[1], 'v', ARGV[1])
            if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
            return 1
            """);

    /**
     * ARGV: field, change, bytes, milliseconds to live, milliseconds of a tombstone, most fields, of which there is ever
     * another; of a count and a category's page there is one. Refuses what was read before the newest change known to
     * have touched the key.
     */
    static final byte[] FILL = script("""
            local known = redis.call('HGET', KEYS[1], 'v')
            if known and tonumber(known) > tonumber(ARGV[2]) then return 0 end
            local one = ARGV[1] == 'count' or ARGV[1] == 'page'
            if not one and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[6])
                    and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
                return 0
            end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
            if redis.call('PTTL', KEYS[1]) <= tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
            return 1
            """);

    /** ARGV: incarnation, applied so far, applied now, state. Of two publishers only one goes on. */
    static final byte[] ADVANCE = script("""
            if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[1] then return 0 end
            if redis.call('HGET', KEYS[1], 'applied') ~= ARGV[2] then return 0 end
            redis.call('HSET', KEYS[1], 'applied', ARGV[3], 'state', ARGV[4])
            return 1
            """);

    /** ARGV: field, bytes. Leaves what came instead meanwhile. */
    static final byte[] REMOVE = script("""
            if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
            return redis.call('HDEL', KEYS[1], ARGV[1])
            """);

    /** ARGV: owner. Leaves a lease that is another's by now. */
    static final byte[] GIVE_BACK = script("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('DEL', KEYS[1])
            """);

    private Scripts() {}

    private static byte[] script(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
