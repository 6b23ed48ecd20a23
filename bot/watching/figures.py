"""What happens becomes figures in Prometheus' words. Labels are of few values: no person, no room, no text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from bot.chat.platform import ChatPlatform
from bot.store.vitals import Vitals
from bot.study.pulse import Beat

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
PATIENCE = 3.0
"""Seconds that platforms wait for an acknowledgement."""
_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_ACKNOWLEDGED = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, PATIENCE, 10.0)
_BEAT = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Figures:
    """Keeps them, in a registry of its own. Implements `bot.chat.watch.Watch`."""

    def __init__(self, started: datetime) -> None:
        self._registry = own = CollectorRegistry()
        self._children: dict[tuple[str, ...], Callable[[float], None]] = {}
        """By metric and labels: finding a child takes longer than counting."""
        self._interactions = Counter(
            "takt_interactions", "Requests by platform, kind and outcome", ("platform", "kind", "outcome"), registry=own
        )
        self._interaction_time = Histogram(
            "takt_interaction_seconds",
            "The core's time for a request",
            ("platform", "kind"),
            buckets=_QUICK,
            registry=own,
        )
        self._acknowledgement = Histogram(
            "takt_acknowledgement_seconds",
            "From a request's arrival to its acknowledgement, for which platforms wait three seconds",
            ("platform",),
            buckets=_ACKNOWLEDGED,
            registry=own,
        )
        self._late = Counter(
            "takt_acknowledgements_late",
            "Acknowledgements after three seconds, or refused as late",
            ("platform",),
            registry=own,
        )
        self._answers = Counter(
            "takt_answers", "Answers by what became of them, once committed", ("outcome",), registry=own
        )
        self._jobs = Counter("takt_jobs", "Jobs by kind and outcome", ("kind", "outcome"), registry=own)
        self._database = Histogram(
            "takt_database_seconds", "Time of transactions, waiting included", ("kind",), buckets=_QUICK, registry=own
        )
        self._beats = Counter("takt_beats", "Beats by whether all went well", ("outcome",), registry=own)
        self._beat_time = Histogram("takt_beat_seconds", "How long beats took", buckets=_BEAT, registry=own)
        self._beat_lag = Histogram("takt_beat_lag_seconds", "How late beats began", buckets=_BEAT, registry=own)
        self._silence = Gauge("takt_beat_age_seconds", "Since the last beat ended", registry=own)
        self._letters = Gauge("takt_letters", "Letters that are not sent, by state", ("state",), registry=own)
        self._oldest = Gauge(
            "takt_letter_oldest_seconds", "Age of the oldest new letter that is not sent", registry=own
        )
        self._overdue = Gauge("takt_job_overdue_seconds", "How overdue the oldest job is", registry=own)
        self._lacking = Gauge("takt_rooms_lacking", "Rooms that are not ready for their next question", registry=own)
        self._connected = Gauge("takt_connected", "Connections that are up, by platform", ("platform",), registry=own)
        self._configured = Gauge("takt_connections", "Connections that are configured", ("platform",), registry=own)
        Gauge("takt_start_time_seconds", "When this process started, as Unix time", registry=own).set(
            started.timestamp()
        )

    # --- told while it happens

    def interaction(self, platform: str, kind: str, outcome: str, seconds: float) -> None:
        """A request."""
        self._count(self._interactions, platform, kind, outcome)(1)
        self._timing(self._interaction_time, platform, kind)(seconds)

    def acknowledged(self, platform: str, seconds: float) -> None:
        """An acknowledgement."""
        self._timing(self._acknowledgement, platform)(seconds)
        if seconds > PATIENCE:
            self.missed(platform)

    def missed(self, platform: str) -> None:
        """A late one."""
        self._count(self._late, platform)(1)

    def answered(self, outcome: str) -> None:
        """An answer."""
        self._count(self._answers, outcome)(1)

    def job(self, kind: str, outcome: str) -> None:
        """A job."""
        self._count(self._jobs, kind, outcome)(1)

    def transaction(self, kind: str, seconds: float) -> None:
        """A transaction."""
        self._timing(self._database, kind)(seconds)

    def beat(self, beat: Beat) -> None:
        """A beat."""
        self._count(self._beats, "done" if beat.well else "failed")(1)
        self._beat_time.observe(beat.took)
        self._beat_lag.observe(beat.lag)

    # --- read when somebody looks

    def exposed(self, vitals: Vitals | None, platforms: Iterable[ChatPlatform], silence: float, now: datetime) -> bytes:
        """Everything as text. Without `vitals`, where the database cannot be read, what stood there last."""
        if vitals is not None:
            for state, count in vitals.letters.items():
                self._letters.labels(state).set(count)
            self._oldest.set(_age(vitals.oldest, now))
            self._overdue.set(_age(vitals.overdue, now))
            self._lacking.set(vitals.lacking)
        self._silence.set(silence)
        known = list(platforms)
        for name in {platform.name for platform in known}:
            self._configured.labels(name).set(sum(p.name == name for p in known))
            self._connected.labels(name).set(sum(p.name == name and p.connected for p in known))
        return generate_latest(self._registry)

    def _count(self, metric: Counter, *labels: str) -> Callable[[float], None]:
        key = (metric._name, *labels)
        if key not in self._children:
            self._children[key] = metric.labels(*labels).inc
        return self._children[key]

    def _timing(self, metric: Histogram, *labels: str) -> Callable[[float], None]:
        key = (metric._name, *labels)
        if key not in self._children:
            self._children[key] = metric.labels(*labels).observe
        return self._children[key]


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
