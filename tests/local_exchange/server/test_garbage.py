import gc

from hyperquote.local_exchange.server.garbage import prefer_short_pauses


def test_what_is_old_is_left_alone() -> None:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # the interpreter's own: a test before this one may have started a server here
    try:
        prefer_short_pauses()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[2] > 10
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
