import Serving
import Testing

@Suite("Prometheus text")
struct PrometheusTextTests {
    @Test("A page is written as the format says, label values escaped")
    func page() throws {
        var text = PrometheusText()
        text.begin("some_total", .counter, "What it is.")
        text.sample("some_total", is: 3)
        text.sample("some_total", [("path", "a\\b\"c\nd"), ("x", "")], is: 0.25)
        text.begin("empty", .gauge, "Nothing yet.")
        text.begin("edges", .gauge, "Numbers.")
        text.sample("edges", [("of", "infinity")], is: Double.infinity)
        text.sample("edges", [("of", "minus")], is: -Double.infinity)
        text.sample("edges", [("of", "nothing")], is: Double.nan)
        let written = String(decoding: text.bytes, as: UTF8.self)
        #expect(
            written == """
                # HELP some_total What it is.
                # TYPE some_total counter
                some_total 3
                some_total{path="a\\\\b\\"c\\nd",x=""} 0.25
                # HELP empty Nothing yet.
                # TYPE empty gauge
                # HELP edges Numbers.
                # TYPE edges gauge
                edges{of="infinity"} +Inf
                edges{of="minus"} -Inf
                edges{of="nothing"} NaN

                """)
        let page = try PrometheusPage(written)
        #expect(page.types == ["some_total": "counter", "empty": "gauge", "edges": "gauge"])
        #expect(page.value("some_total", ["path": "a\\b\"c\nd"]) == 0.25)
    }
}
