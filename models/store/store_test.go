package store

import (
	"math"
	"testing"
	"time"

	"thaw/sim"
)

// play runs transfers that begin at once and returns when each ends.
func play(t *testing.T, cfg Config, objects []int, bytes []uint64, stop map[int]bool) []sim.Time {
	t.Helper()
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	end := make([]sim.Time, len(objects))
	for i := range objects {
		h := s.Start(uint32(i), objects[i], bytes[i], 0)
		if stop[i] {
			s.Stop(h)
		}
	}
	for {
		at, some := s.Next()
		if !some {
			break
		}
		for {
			owner, ok := s.Finish(at)
			if !ok {
				break
			}
			end[owner] = at
		}
	}
	if s.transfers.Len() > 0 {
		t.Error("the store is busy and has nothing to finish")
	}
	return end
}

func seconds(t *testing.T, what string, got sim.Time, want float64) {
	t.Helper()
	if math.Abs(got.Seconds()-want) > 1e-6 {
		t.Errorf("%s after %.6f s, expected %.6f", what, got.Seconds(), want)
	}
}

// How long does one transfer take? In rounds of connections, each with its first byte.
func TestOneTransferTakesRoundsOfItsConnections(t *testing.T) {
	cfg := Config{Connection: 1000, Connections: 4, FirstByte: 100 * time.Millisecond}
	end := play(t, cfg, []int{10}, []uint64{5000}, nil) // 3 rounds of 0.1 + 0.5 s
	seconds(t, "ten objects of 500 bytes", end[0], 1.8)
	if alone := cfg.Alone(10, 5000); alone != 1800*time.Millisecond {
		t.Errorf("Alone says %v, expected 1.8s", alone)
	}
}

// Alone is what the store itself does with one transfer, whatever binds.
func TestAloneIsOneTransfer(t *testing.T) {
	for _, cfg := range []Config{
		{Connection: 1000, Connections: 1},
		{Connection: 1000, Connections: 3, Bandwidth: 1500, FirstByte: 7 * time.Millisecond},
		{Connection: 777, Connections: 8, Bandwidth: 100_000},
	} {
		for _, objects := range []int{1, 2, 3, 7, 24} {
			bytes := uint64(objects) * 1234
			end := play(t, cfg, []int{objects}, []uint64{bytes}, nil)
			seconds(t, "a transfer alone", end[0], cfg.Alone(objects, bytes).Seconds())
		}
	}
}

// Do many workers share the bandwidth of the store equally, and never exceed a connection's?
func TestTransfersShareTheBandwidth(t *testing.T) {
	cfg := Config{Connection: 1000, Connections: 1, Bandwidth: 2000}
	for i, end := range play(t, cfg, []int{1, 1, 1, 1}, []uint64{1000, 1000, 1000, 1000}, nil) {
		seconds(t, "one of four", end, 2)
		_ = i
	}
	end := play(t, cfg, []int{1, 1, 1}, []uint64{400, 1000, 1000}, nil)
	// three at 667 B/s until 400 are done at 0.6 s, then two at 1000
	seconds(t, "the short one", end[0], 0.6)
	seconds(t, "a long one", end[1], 1.2)
}

// Does the request rate hold small objects back?
func TestRequestsComeAtTheirRate(t *testing.T) {
	cfg := Config{Connection: 1 << 40, Connections: 100, Requests: 10}
	end := play(t, cfg, []int{21}, []uint64{21}, nil)
	seconds(t, "21 requests at 10 a second", end[0], 2)
}

// What does a worker cost others that was stopped? The objects that it had open.
func TestAStoppedTransferEndsItsOpenObjects(t *testing.T) {
	cfg := Config{Connection: 1000, Connections: 1, Bandwidth: 1000}
	end := play(t, cfg, []int{1, 10}, []uint64{1000, 5000}, map[int]bool{1: true})
	// 500 B of the stopped one share until 1 s, the rest goes alone
	seconds(t, "the other", end[0], 1.5)
	if end[1] != 0 {
		t.Errorf("a stopped transfer was told done after %v", end[1])
	}
}

// Is every byte moved, also those that do not divide by the objects?
func TestNoByteIsLost(t *testing.T) {
	s, err := New(Config{Connection: 1000, Connections: 2})
	if err != nil {
		t.Fatal(err)
	}
	s.Start(1, 7, 100, 0)
	for {
		at, some := s.Next()
		if !some {
			break
		}
		for {
			if _, ok := s.Finish(at); !ok {
				break
			}
		}
	}
	if bytes, requests := s.Moved(); bytes != 100 || requests != 7 {
		t.Errorf("%d bytes in %d requests, expected 100 in 7", bytes, requests)
	}
}

// A configuration that cannot be says everything that is wrong.
func TestCheckNamesEveryMistake(t *testing.T) {
	err := (&Config{Requests: 1 << 40, FirstByte: -1, Local: true, Bandwidth: 1}).Check()
	want := `connection: 0 bytes a second, expected 1 to 1152921504606846976
connections: 0, expected 1 to 1024
requests: 1099511627776 a second, expected at most one a nanosecond
first-byte: -1ns, expected 0s to 1h
local: nobody shares a host's store, expected no bandwidth and no requests in all`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nexpected\n%s", err, want)
	}
	if _, err := New(Config{}); err == nil {
		t.Error("New took an empty configuration")
	}
}
