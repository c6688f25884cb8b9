"""An event loop for asyncio without sockets and threads: timers, tasks and futures. Work for an executor is done at
once, in the only thread there is."""

import time

from asyncio import base_events, events

__all__ = ("SelectorEventLoop", "DefaultEventLoopPolicy")


class Waiting:
    """In the place of a selector: there is nothing to wait for but time."""

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("asyncio waits for something that cannot come: no task can go on")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def close(self):
        pass


class SelectorEventLoop(base_events.BaseEventLoop):
    def __init__(self, selector=None):
        super().__init__()
        self._selector = Waiting()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

    def run_in_executor(self, executor, func, *args):
        self._check_closed()
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def add_signal_handler(self, sig, callback, *args):
        raise RuntimeError("this sandbox has no signals")

    def remove_signal_handler(self, sig):
        return False

    async def shutdown_default_executor(self, timeout=None):
        pass

    def _make_subprocess_transport(self, *args, **kwargs):
        raise PermissionError("this sandbox cannot start processes")

    async def getaddrinfo(self, *args, **kwargs):
        raise PermissionError("this sandbox has no network")

    async def create_connection(self, *args, **kwargs):
        raise PermissionError("this sandbox has no network")

    create_server = create_datagram_endpoint = create_unix_connection = create_unix_server = create_connection

    async def subprocess_exec(self, *args, **kwargs):
        raise PermissionError("this sandbox cannot start processes")

    subprocess_shell = subprocess_exec


class DefaultEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    _loop_factory = SelectorEventLoop
