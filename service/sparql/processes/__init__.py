"""The processes that queries run in, so that they end whatever the engine is doing.

    web worker (``runner``, ``pool``, ``lanes``)  --socket-->  query process (``answerer``), one a query at a time
            \\                                                       ^ forked
             ----------- a new socket for each --------->  query server (``server``, ``memory``)

``wire`` is what they say to each other, ``limits`` what a query may use, ``launch`` how a query server is started.
"""
