// Package e2e holds the browser tests: the real web, a real database and the distribution's Chromium.
//
// They need Chromium and axe-core (`make test` gets both); without them they fail, they are never skipped.
package e2e
