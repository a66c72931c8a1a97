import time
def test_cast(cast):
    t=time.time()
    c = cast.client("P2")
    r = c.get("/healthz")
    assert r.status_code == 200
