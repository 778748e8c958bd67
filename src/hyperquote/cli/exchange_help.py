"""What each option of `hyperquote exchange` does; apart from the exchange, so that help is quick."""

HELP = {
    "host": "Address to listen on; anything but 127.0.0.1 lets other machines trade here.",
    "port": "Port of the HTTP and WebSocket server; 0 lets the system choose.",
    "market": "Who else trades here: a seeded crowd (crowd), nobody (empty), or a recording that goes by (tape).",
    "seed": "Seed of everything random in the market.",
    "tape": "Folder of a recording (trades.parquet, l2.parquet, bbo.parquet), or of one such folder per coin.",
    "speed": "How many seconds of the market, or of the recording, pass in one.",
    "scenario": "What happens in the crowd's market: calm, trend, mean_reverting, jump, liquidation_cascade, "
    "thin_night or outage.",
    "queue": "What is believed of the queue ahead of your orders in a recording: by_trades (cautious), power, "
    "proportional, log or by_cancels (bold).",
    "block_ms": "Time between blocks; the venue's are about 70 ms.",
    "book_interval_ms": "Time between l2Book messages; the venue sends one every 5 s, older clients expect 0.5 s.",
    "venue_limits": "Enforce the venue's rate limits, address budgets, volume gates and the price of a vault.",
    "blocks": "Let actions wait for the next block, which has cancels before takers, as on the venue.",
    "faults": "A plan of faults (TOML or JSON) that strike its clients: docs/faults.md.",
    "data": "Folder of a journal: the exchange goes on from where it ended, kill -9 included.",
    "until_eof": "Stop when standard input ends: for a program that starts an exchange of its own.",
}
