package io.tickrelay.cluster.engine;

import java.util.List;

import io.tickrelay.cluster.lease.LeaseRequest;
import io.tickrelay.cluster.lease.LeaseView;

/**
 * The script of the lease. The engine runs it whole, so each request sees one state.
 */
final class LeaseScript {

	/**
	 * The one key is the lease. The arguments are the replica, the prefix of the channels
	 * that live processes are subscribed to, the operation and what it needs.
	 */
	static final String TEXT = """
			local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
			local me, alive, operation = ARGV[1], ARGV[2], ARGV[3]
			local function read()
			  local h = redis.call('HMGET', KEYS[1], 'term', 'holder', 'beat', 'released', 'heir', 'run')
			  return { term = tonumber(h[1] or '0'), holder = h[2] or '', beat = tonumber(h[3] or '0'),
			    released = h[4] or '0', heir = h[5] or '', run = h[6] or '' }
			end
			local function write(lease, term, released, heir)
			  redis.call('HSET', KEYS[1], 'term', term, 'holder', me, 'beat', lease.beat + 1,
			    'released', released, 'heir', heir, 'run', run)
			end
			local function connected(replica)
			  if replica == '' then return 0 end
			  return redis.call('PUBSUB', 'NUMSUB', alive .. replica)[2]
			end
			local lease = read()
			local mine = lease.holder == me and lease.released == '0'
			if operation == 'beat' then
			  local term = tonumber(ARGV[4])
			  if lease.term < term or (mine and lease.term == term) then write(lease, term, '0', '') end
			elseif operation == 'claim' then
			  local same = lease.term == tonumber(ARGV[5]) and lease.beat == tonumber(ARGV[6])
			    and lease.released == ARGV[7]
			  local dead = connected(lease.holder) == 0 and lease.run == run
			  if same and (ARGV[8] ~= 'death' or dead) then write(lease, tonumber(ARGV[4]), '0', '') end
			elseif operation == 'release' then
			  if mine and lease.term == tonumber(ARGV[4]) then
			    local heir = ''
			    for _, channel in ipairs(redis.call('PUBSUB', 'CHANNELS', alive .. '*')) do
			      local replica = string.sub(channel, #alive + 1)
			      if replica ~= me and replica > heir then heir = replica end
			    end
			    write(lease, lease.term, '1', heir)
			  end
			end
			lease = read()
			return { tostring(lease.term), lease.holder, tostring(lease.beat), lease.released, lease.heir,
			  tostring(connected(lease.holder)), (lease.run == run) and '1' or '0' }
			""";

	private static final String YES = "1";

	private LeaseScript() {
	}

	static String[] arguments(String replica, String alivePrefix, LeaseRequest request) {
		return switch (request) {
			case LeaseRequest.Look _ -> new String[] { replica, alivePrefix, "look" };
			case LeaseRequest.Beat(long term) -> new String[] { replica, alivePrefix, "beat", Long.toString(term) };
			case LeaseRequest.Claim(LeaseView seen, long term, var proof) ->
				new String[] { replica, alivePrefix, "claim", Long.toString(term), Long.toString(seen.term()),
						Long.toString(seen.beat()), seen.released() ? YES : "0", proof.text() };
			case LeaseRequest.Release(long term) ->
				new String[] { replica, alivePrefix, "release", Long.toString(term) };
		};
	}

	static LeaseView view(List<?> answer) {
		List<String> fields = answer.stream().map(String::valueOf).toList();
		String heir = fields.get(4);
		return new LeaseView(Long.parseLong(fields.get(0)), fields.get(1), Long.parseLong(fields.get(2)),
				fields.get(3).equals(YES), heir.isEmpty() ? null : heir, !fields.get(5).equals("0"),
				fields.get(6).equals(YES));
	}

}
