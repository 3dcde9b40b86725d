"""adverts.py SITEMAP own|plain FOLDER: harvests a board with Scrapy; the report is the last line."""

import json
import resource
import sys
import time

from scrapy.crawler import CrawlerProcess
from scrapy.spiders import SitemapSpider

OPENING = b'<script type="application/ld+json">'

sitemap, extraction, folder = sys.argv[1:4]


class Adverts(SitemapSpider):
    name = "adverts"
    sitemap_urls = [sitemap]
    custom_settings = {
        "FEEDS": {f"{folder}/adverts.jsonl": {"format": "jsonlines"}},
        "LOG_LEVEL": "WARNING",
        # The project template's polite pace is off, as in the framework's own defaults.
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "TELNETCONSOLE_ENABLED": False,
    }

    def parse(self, response):
        for block in response.css('script[type="application/ld+json"]::text').getall():
            yield json.loads(block)


class PlainAdverts(Adverts):
    def parse(self, response):
        start = response.body.index(OPENING) + len(OPENING)
        yield json.loads(response.body[start : response.body.index(b"</script>", start)])


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


# The harvest begins: the program is loaded.
loaded, began = cpu_seconds(), time.monotonic()
process = CrawlerProcess()
crawler = process.create_crawler(PlainAdverts if extraction == "plain" else Adverts)
process.crawl(crawler)
process.start()

print(
    json.dumps(
        {
            "postings": crawler.stats.get_value("item_scraped_count", 0),
            "seconds": time.monotonic() - began,
            "cpuSeconds": cpu_seconds() - loaded,
            "loadCpuSeconds": loaded,
            "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
)
