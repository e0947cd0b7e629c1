// Package web holds the style sheet, the scripts and the images of the interface, and serves them under /assets/.
//
// Names carry a hash of the content, so that browsers may keep a file for ever and still get the new one after
// an upgrade. The layers of the style sheet are one file each under css/ and are served as one.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed css js img
var files embed.FS

// layers is the order of the cascade; tokens.css declares the same order to the browser.
var layers = []string{"tokens", "base", "layout", "components", "pages", "print"}

const prefix = "/assets/"

type asset struct {
	body    []byte
	packed  []byte // gzip; nil where it does not pay
	kind    string
	address string
}

var byName, byAddress = mustLoad()

// Path gives the address of an asset: Path("app.css") is "/assets/app.<hash>.css". It panics for a name that does
// not exist, so that a misspelt name fails in the first test that renders the page.
func Path(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("web: no asset " + name)
	}
	return a.address
}

// Handler serves everything under /assets/. An address with another hash than the present one is not found:
// the page that names it is served anew with the right one.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		a, ok := byAddress[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r)
	})
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	body, tag := a.body, etag(a.address, "")
	if a.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			body, tag = a.packed, etag(a.address, "-gz")
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the client may have gone away; there is nobody to tell
	}
}

// acceptsGzip reads Accept-Encoding; "gzip;q=0" refuses.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000") && q != "q=0.0" && q != "q=0.00"
		}
	}
	return false
}

func etag(address, suffix string) string {
	parts := strings.Split(path.Base(address), ".")
	return `"` + parts[len(parts)-2] + suffix + `"`
}

func mustLoad() (named, addressed map[string]*asset) {
	named, addressed = map[string]*asset{}, map[string]*asset{}
	add := func(name string, body []byte) {
		a := newAsset(name, body)
		named[name], addressed[a.address] = a, a
	}
	var sheet bytes.Buffer
	for _, layer := range layers {
		sheet.WriteString(shorten(string(mustRead("css/" + layer + ".css"))))
	}
	add("app.css", sheet.Bytes())
	for _, name := range mustList("img") {
		add(name, mustRead("img/"+name))
	}
	// app.js comes last: it imports the others by their hashed names.
	var entry []byte
	for _, name := range mustList("js") {
		if name == "app.js" {
			entry = []byte(shortenScript(string(mustRead("js/app.js"))))
			continue
		}
		add(name, []byte(shortenScript(string(mustRead("js/"+name)))))
	}
	for name, a := range named {
		entry = bytes.ReplaceAll(entry, []byte(`"./`+name+`"`), []byte(`"`+a.address+`"`))
	}
	add("app.js", entry)
	return named, addressed
}

func newAsset(name string, body []byte) *asset {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	a := &asset{body: body, address: fmt.Sprintf("%s%s.%s%s", prefix, strings.TrimSuffix(name, ext), hex.EncodeToString(sum[:6]), ext)}
	switch ext {
	case ".css":
		a.kind = "text/css; charset=utf-8"
	case ".js":
		a.kind = "text/javascript; charset=utf-8"
	case ".svg":
		a.kind = "image/svg+xml"
	case ".png":
		a.kind = "image/png"
		return a
	default:
		panic("web: no content type for " + name)
	}
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		panic(err)
	}
	if _, err := z.Write(body); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	if buf.Len() < len(body) {
		a.packed = buf.Bytes()
	}
	return a
}

func mustRead(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return b
}

func mustList(dir string) []string {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		panic(err)
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
