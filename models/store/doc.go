// Package store models an object store, through which the workers of a workflow pass
// data on: a shared one that keeps objects (S3, say), or the disk of each worker's host.
//
//	transfer: n objects over at most c connections
//	  connection 1   request ▸ first byte ▸ ████ object 1   request ▸ first byte ▸ ██ object 3
//	  connection 2   request ▸ first byte ▸ ████ object 2
//	                 one each 1/Requests │ latency │ min(Connection, Bandwidth ÷ open)
//
// A connection carries one object after the other. Each object is one request: it is
// issued when the request rate allows, waits for its first byte, and then shares the
// bandwidth of the store with all other open connections, none of which is faster than
// its own limit. A transfer is done when its last object is.
//
// A host-local store is as fast for each worker as it would be alone: no worker shares
// its disk. A worker reads what its own host has, so that such a store stands for data
// that never leaves the workers.
//
// Not modelled: failed requests and retries, listing, consistency, a limit of requests
// by prefix, a limit of the worker's own network card across its connections.
package store
