"""How much one conversation and one address may ask, in a memory that does not grow."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from weakref import WeakValueDictionary

_MOST_KEPT = 10_000
_TURNS_AT_ONCE = 4  # of one address: more would only make the others wait


class Allowance:
    """So many in so many seconds for each key, all of them at once if need be."""

    def __init__(
        self, number: int, seconds: float, clock: Callable[[], float] = time.monotonic, most: int = _MOST_KEPT
    ) -> None:
        self._capacity = float(number)
        self._a_second = number / seconds
        self._clock = clock
        self._most = most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """0 where it is granted; else the seconds until it would be."""
        now = self._clock()
        left, then = self._left.pop(key, (self._capacity, now))
        left = min(self._capacity, left + (now - then) * self._a_second)
        granted = left >= 1
        self._left[key] = (left - 1 if granted else left, now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)  # whoever was quiet longest has most of the allowance back
        return 0.0 if granted else (1 - left) / self._a_second

    def __len__(self) -> int:
        return len(self._left)


class Queues:
    """An address has a few turns under way at once; its others stand in line, and nobody else behind them."""

    def __init__(self, at_once: int = _TURNS_AT_ONCE) -> None:
        self._at_once = at_once
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def of(self, address: str) -> asyncio.Semaphore:
        """The line of that address."""
        return self._places.setdefault(address, asyncio.Semaphore(self._at_once))


def address_of(peer: str, forwarded: str, proxies: int) -> str:
    """Who asks: the peer or, behind so many proxies of ours, what the first of them saw.

    A client can write into `X-Forwarded-For` what it likes; what our proxies add stands at its end. An IPv6 customer
    has a whole /64 network.
    """
    hops = [hop.strip() for hop in forwarded.split(",")] if forwarded and proxies else []
    text = hops[-proxies] if 0 < proxies <= len(hops) else peer
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.IPv6Network((int(address), 64), strict=False))
    return str(address)
