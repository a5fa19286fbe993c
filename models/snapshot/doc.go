// Package snapshot models a microVM that is restored from a snapshot, page by
// page: which pages of its memory one invocation touches, what each of these page
// faults costs, and which reads from disk it causes.
//
//	function × input ──▶ guest memory, accesses of an invocation
//	                                     │
//	clean snapshot ──record phase──▶ Record ──Strategy.Plan──▶ Plan
//	                (watched)                                   │ mappings, fetch
//	warm snapshot ──────────────────────────────────test phase──▼
//	   vCPU      touch ▪▪▪ fault ▪ fault ────── waits ──────▪▪▪▪ answer
//	   loader      └─ reads ahead of it through the page cache ─┘
//	   disk        [one link, latency, IOPS]     shared by all VMs
//
// Both phases are simulated: the second loads the pages that the first records. Of page
// contents only zero and non-zero matter. A strategy decides what backs each guest page
// and which pages are fetched; this package counts.
//
// The host is Linux: an access by a mapping reads around the page that is not
// there, an access to a page that carries the read-ahead mark has the next window
// read, windows of sequential reads double (mm/filemap.c and mm/readahead.c of
// 5.4). An access to a page that is being read waits for that read.
//
// Not modelled: memory pressure (nothing leaves the page cache within a run),
// writing snapshots (taken between the phases, in no time), the guest's own disk
// and network, TLBs and huge pages, vCPUs beyond the one that runs the function,
// NUMA, and what the guest kernel does about pages beyond the accesses stated.
package snapshot
