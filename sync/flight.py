"""Requests side by side: some are under way while the one before is being stored."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(
    items: Iterable[Item], work: Callable[[Item], Result], width: int
) -> Iterator[tuple[Item, Result]]:
    """Each item with what `work` made of it, in the order of ending; at most `width` under way.

    With a width of 1 no thread is made, and the order is that of the items. What `work` raises
    ends everything; what is under way then is waited for, and its result is dropped.
    """
    if width == 1:
        for item in items:
            yield item, work(item)
        return
    waiting = iter(items)
    with ThreadPoolExecutor(width, thread_name_prefix="in-flight") as pool:
        under_way: dict[Future[Result], Item] = {
            pool.submit(work, item): item for item in islice(waiting, width)
        }
        try:
            while under_way:
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    item = under_way.pop(future)
                    result = future.result()
                    under_way |= {pool.submit(work, one): one for one in islice(waiting, 1)}
                    yield item, result
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
