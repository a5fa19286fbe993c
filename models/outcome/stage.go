package outcome

import "time"

// Stage is one step of a cold start.
type Stage uint8

// The stages in the order in which they run, each a *_ns column of the
// invocations file.
const (
	Image   Stage = iota // image pull
	Storage              // root file system
	Network              // network namespace and addresses
	Sandbox              // container or microVM creation
	Restore              // snapshot restore
	Init                 // runtime and function initialisation
	Fault                // page faults on the way to the first answer
	NumStages
)

// String returns the stage's name, as profiles and results write it.
func (s Stage) String() string {
	return [...]string{"image", "storage", "network", "sandbox", "restore", "init", "fault"}[s]
}

// Column returns the stage's column in the invocations file.
func (s Stage) Column() string { return s.String() + "_ns" }

// StageTimes holds one duration a stage.
type StageTimes [NumStages]time.Duration
