"""What a running Takt says of itself, or whether the port at which it would say so is free."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp

from bot.chat.platform import Finding

SUBJECT = "watching"
_PATIENCE = 8.0


async def look_at_watch(host: str, port: int) -> Finding:
    """One finding. Asks this machine alone, and never raises."""
    if not port:
        return Finding(SUBJECT, True, "switched off: [watch] port is 0")
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    if not await _is_taken(near, port):
        return Finding(SUBJECT, True, f"nothing listens at {host} port {port}: it is free, and no Takt runs there")
    told = await _asked(near, port)
    if not isinstance(told, dict) or not isinstance(told.get("parts"), dict) or "takt" not in told:
        remedy = "give [watch] another port, or 0 for none: as things are Takt runs, but cannot be watched"
        return Finding(SUBJECT, True, f"{host} port {port} is taken by another program", remedy)
    ill = [f"{part}: {how}" for part, how in told["parts"].items() if how != "ok"]
    if ill:
        return Finding(SUBJECT, False, f"the running Takt is not ready: {'; '.join(ill)}", "its log says more")
    if lacking := told.get("rooms_lacking"):
        rooms = "a room is" if lacking == 1 else f"{lacking} rooms are"
        remedy = "its log says which, and its leaders were told"
        return Finding(SUBJECT, True, f"the running Takt is ready; {rooms} not ready for the next question", remedy)
    return Finding(SUBJECT, True, "the running Takt is ready")


async def _is_taken(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


async def _asked(host: str, port: int) -> object:
    address = f"http://[{host}]:{port}/readyz" if ":" in host else f"http://{host}:{port}/readyz"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_PATIENCE)) as session,
            session.get(address) as response,
        ):
            return await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None
