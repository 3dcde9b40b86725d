// Command adverts SITEMAP own|plain FOLDER harvests a board with Colly; the report is the last line.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/gocolly/colly/v2"
)

const parallelism = 16

var (
	opening = []byte(`<script type="application/ld+json">`)
	closing = []byte(`</script>`)
)

// feed writes adverts as JSON lines.
type feed struct {
	lock    sync.Mutex
	encoder *json.Encoder
	count   int
}

func (f *feed) take(block []byte) {
	var advert map[string]any
	if err := json.Unmarshal(block, &advert); err != nil {
		log.Printf("not JSON: %v", err)
		return
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	if err := f.encoder.Encode(advert); err != nil {
		log.Fatal(err)
	}
	f.count++
}

func adverts(extraction string, out *feed) *colly.Collector {
	c := colly.NewCollector(colly.Async())
	// Go keeps two idle connections a host by default: the others would be opened anew for each page.
	c.WithTransport(&http.Transport{MaxIdleConnsPerHost: parallelism})
	if err := c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: parallelism}); err != nil {
		log.Fatal(err)
	}
	c.OnError(func(r *colly.Response, err error) { log.Printf("%s: %v", r.Request.URL, err) })
	if extraction == "plain" {
		c.OnResponse(func(r *colly.Response) {
			if _, rest, found := bytes.Cut(r.Body, opening); found {
				block, _, _ := bytes.Cut(rest, closing)
				out.take(block)
			}
		})
	} else {
		c.OnHTML(`script[type="application/ld+json"]`, func(e *colly.HTMLElement) { out.take([]byte(e.Text)) })
	}
	return c
}

func usage() (cpuSeconds, peakMegabytes float64) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(u.Utime) + seconds(u.Stime), float64(u.Maxrss) / 1024
}

func main() {
	// The harvest begins: the program is loaded.
	began := time.Now()
	loaded, _ := usage()
	sitemap, extraction, folder := os.Args[1], os.Args[2], os.Args[3]
	file, err := os.Create(filepath.Join(folder, "adverts.jsonl"))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	out := &feed{encoder: json.NewEncoder(file)}

	details := adverts(extraction, out)
	list := colly.NewCollector()
	list.OnXML("//urlset/url/loc", func(e *colly.XMLElement) {
		if err := details.Visit(e.Text); err != nil {
			log.Print(err)
		}
	})
	if err := list.Visit(sitemap); err != nil {
		log.Fatal(err)
	}
	details.Wait()

	cpu, peak := usage()
	report := map[string]any{
		"postings":       out.count,
		"seconds":        time.Since(began).Seconds(),
		"cpuSeconds":     cpu - loaded,
		"loadCpuSeconds": loaded,
		"peakMegabytes":  peak,
	}
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		log.Fatal(err)
	}
}
