"""Words of the trade: they may stand in the stem and in one option without giving anything away (rule L13)."""

from __future__ import annotations

from bot.bank.lint.words import stemmed

_TERMS = """
    aggregate allocation analysis annual approach assembly available average backlog balance batch bottleneck budget
    buffer business capacity carrying centre change company competitor component constraint consumption container
    control costs customer cycle dealer defect delay deliver delivered delivery demand design distribution distributor
    downstream efficiency engineering equipment error exact factory factor family final finished fixed flow forecast
    freight goods growth horizon hours hundred independent industrial information inspection inventory issue labour
    large larger level logistics machine maintenance make manager manufacture manufacturer manufacturing margin market
    master material materials maximum measure method minimum minute mix model month monthly network number operation
    operations operator option order ordering orders outbound overtime output parent percent percentage performance
    period plan planned planner planning plant point policy price problem process procurement product production
    profit project promise purchase purchased purchasing quality quantity quarter rate receipt receive record reduce
    release released replenishment report requirement resource retailer review route routing safety sale sales schedule
    scheduled schedules scheduling season service setup share shift ship shipment short shortage should single site
    source stable standard station stock store strategy supplier supply system target their there these thing those
    three throughput total transport twice under units usage utilization utilisation value variability variable
    variance variation volume warehouse weekly weeks which while whole within without worker working works would yearly
    years yield before after about above below every first other where would could being between during since until
    item items level levels lower higher increase increases decrease right sigma
"""
TERMS = frozenset(stemmed(word) for word in _TERMS.split())
