package price

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/experiments/strictyaml"
	"thaw/models/names"
)

//go:embed carbon/*.yaml
var carbons embed.FS

// CarbonNames lists the carbon data that thaw has.
func CarbonNames() []string { return namesIn(carbons, "carbon") }

// Carbon says what servers draw and embody, and how clean the power of regions is.
type Carbon struct {
	At           strictyaml.Place
	Name         string               `yaml:"name,required"`
	Summary      string               `yaml:"summary,required"`
	LifetimeDays Stated[float64]      `yaml:"lifetime_days,required"` // embodied carbon is spread over it
	ExecutionCPU Stated[ExecutionCPU] `yaml:"execution_cpu,required"`
	Servers      []Machinery          `yaml:"servers,required"`
	Regions      []Region             `yaml:"regions"`
}

// ExecutionCPU tells which part of the processor is an execution's.
type ExecutionCPU string

// UnmarshalText reads whole or core.
func (e *ExecutionCPU) UnmarshalText(text []byte) error {
	if string(text) != "whole" && string(text) != "core" {
		return fmt.Errorf("%q: expected whole or core", text)
	}
	*e = ExecutionCPU(text)
	return nil
}

// Machinery is one server: power in W of its processors and its memory while a function
// runs, while a container starts and while nothing runs, and the carbon that making them
// took, in kg.
type Machinery struct {
	At           strictyaml.Place
	Name         string  `yaml:"name,required"`
	Summary      string  `yaml:"summary,required"`
	Cores        int     `yaml:"cores,required"`
	Memory       Size    `yaml:"memory,required"`
	CPURun       float64 `yaml:"cpu_run_w,required"`
	DRAMRun      float64 `yaml:"dram_run_w,required"`
	CPUStart     float64 `yaml:"cpu_start_w,required"`
	DRAMStart    float64 `yaml:"dram_start_w,required"`
	CPUIdle      float64 `yaml:"cpu_idle_w,required"`
	DRAMIdle     float64 `yaml:"dram_idle_w,required"`
	CPUEmbodied  float64 `yaml:"cpu_embodied_kg,required"`
	DRAMEmbodied float64 `yaml:"dram_embodied_kg,required"`
	Source       Source  `yaml:"source,required"`
	Date         Day     `yaml:"date,required"`
}

// Region is the carbon intensity of one, by hour of the day (UTC).
type Region struct {
	At     strictyaml.Place
	Name   string    `yaml:"name,required"`
	Hours  []float64 `yaml:"g_per_kwh,required"`
	Source Source    `yaml:"source,required"`
	Date   Day       `yaml:"date,required"`
}

// DecodeCarbon reads carbon data strictly and reports all mistakes with their places.
func DecodeCarbon(file string, text []byte) (*Carbon, error) {
	c := &Carbon{}
	if err := strictyaml.Decode(file, text, c); err != nil {
		return nil, err
	}
	return c, c.check()
}

// LoadCarbon returns carbon data that thaw has.
func LoadCarbon(name string) (*Carbon, error) {
	text, err := carbons.ReadFile("carbon/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("%q is unknown%s; a file of your own ends in .yaml", name,
			names.Hint(name, CarbonNames()))
	}
	return DecodeCarbon("carbon/"+name+".yaml", text)
}

func (c *Carbon) check() error {
	var m mistakes
	if !(c.LifetimeDays.Value > 0) {
		m.add(c.LifetimeDays.At, "lifetime_days: %v: expected a number above 0", c.LifetimeDays.Value)
	}
	for i := range c.Servers {
		s := &c.Servers[i]
		if s.Cores < 1 {
			m.add(s.At, "servers: %s has %d cores, expected at least 1", s.Name, s.Cores)
		}
		if least := min(s.CPURun, s.DRAMRun, s.CPUStart, s.DRAMStart, s.CPUIdle, s.DRAMIdle, s.CPUEmbodied,
			s.DRAMEmbodied); !(least >= 0) {
			m.add(s.At, "servers: %s has %v W or kg, expected 0 or more", s.Name, least)
		}
		if slices.ContainsFunc(c.Servers[:i], func(o Machinery) bool { return o.Name == s.Name }) {
			m.add(s.At, "servers: %s stands here a second time", s.Name)
		}
	}
	for i := range c.Regions {
		r := &c.Regions[i]
		if len(r.Hours) != 24 {
			m.add(r.At, "regions: %s has %d hours, expected the 24 of a day; a longer series is a CSV file", r.Name,
				len(r.Hours))
		}
		for _, v := range r.Hours {
			if !(v >= 0) {
				m.add(r.At, "regions: %s: %v g/kWh, expected 0 or more", r.Name, v)
			}
		}
	}
	return m.err()
}

// ServerNames lists the servers.
func (c *Carbon) ServerNames() (out []string) {
	for i := range c.Servers {
		out = append(out, c.Servers[i].Name)
	}
	return out
}

// RegionNames lists the regions.
func (c *Carbon) RegionNames() (out []string) {
	for i := range c.Regions {
		out = append(out, c.Regions[i].Name)
	}
	return out
}

// Server returns the server of a name.
func (c *Carbon) Server(name string) (*Machinery, error) {
	if i := slices.Index(c.ServerNames(), name); i >= 0 {
		return &c.Servers[i], nil
	}
	return nil, fmt.Errorf("server: %q is unknown in %s%s", name, c.Name, names.Hint(name, c.ServerNames()))
}

// Region returns the intensity of a region.
func (c *Carbon) Region(name string) (Intensity, error) {
	if i := slices.Index(c.RegionNames(), name); i >= 0 {
		return Intensity{Hours: c.Regions[i].Hours, Daily: true}, nil
	}
	return Intensity{}, fmt.Errorf("intensity: %q is unknown in %s%s; a series of your own ends in .csv", name, c.Name,
		names.Hint(name, c.RegionNames()))
}

// Intensity is a series of g of CO2 a kWh, one value an hour.
type Intensity struct {
	Hours []float64
	Daily bool // the 24 values are those of every day
}

// at returns the intensity of an hour, and whether the series has it.
func (s Intensity) at(hour int) (float64, bool) {
	if s.Daily {
		hour %= len(s.Hours)
	}
	if hour >= len(s.Hours) {
		return 0, false
	}
	return s.Hours[hour], true
}

// intensityColumns are the headers that a series' column may have: thaw's own, and that of
// the files of Electricity Maps.
var intensityColumns = []string{"g_per_kwh", "Carbon Intensity gCO₂eq/kWh (direct)"}

// intensityTimes are the headers of a column with the hour of each row, where there is one, and
// intensityLayouts the forms of its times.
var (
	intensityTimes   = []string{"Datetime (UTC)", "datetime"}
	intensityLayouts = []string{time.RFC3339, time.DateTime, "2006-01-02 15:04", "2006-01-02T15:04:05",
		"2006-01-02T15:04"}
)

// intensityTime reads the hour of a row.
func intensityTime(text string) (time.Time, error) {
	for _, layout := range intensityLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q: expected a time such as 2023-01-01 00:00:00", text)
}

// mostIntensityMistakes bounds what is told of one file.
const mostIntensityMistakes = 10

// ParseIntensity reads a CSV file with a row an hour.
func ParseIntensity(file string, text []byte) (Intensity, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")) // as spreadsheets write it
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	head := strings.Split(strings.TrimSpace(lines[0]), ",")
	column := -1
	for k, h := range head {
		if !slices.Contains(intensityColumns, h) {
			continue
		}
		if column >= 0 {
			return Intensity{}, fmt.Errorf("%s:1: columns %d and %d are both intensities (%s and %s), expected one",
				file, column+1, k+1, head[column], h)
		}
		column = k
	}
	if column < 0 {
		return Intensity{}, fmt.Errorf("%s:1: no column %q, expected a CSV file with a row an hour", file,
			intensityColumns[0])
	}
	var s Intensity
	var m []string
	clock := slices.IndexFunc(head, func(h string) bool { return slices.Contains(intensityTimes, h) })
	var last time.Time
	for i, line := range lines[1:] {
		cells := strings.Split(strings.TrimSpace(line), ",")
		if len(m) == mostIntensityMistakes {
			break
		}
		if len(cells) != len(head) {
			m = append(m, fmt.Sprintf("%s:%d: %d columns, expected the %d of the header", file, i+2, len(cells),
				len(head)))
			continue
		}
		if clock >= 0 {
			at, err := intensityTime(cells[clock])
			switch {
			case err != nil:
				m, last = append(m, fmt.Sprintf("%s:%d: %v", file, i+2, err)), time.Time{}
				continue
			case !last.IsZero() && !at.Equal(last.Add(time.Hour)):
				m = append(m, fmt.Sprintf("%s:%d: %s is not the hour after that of the row before", file, i+2,
					cells[clock]))
			}
			last = at
		}
		v, err := strconv.ParseFloat(cells[column], 64)
		if err != nil || !(v >= 0 && v < 1e6) {
			m = append(m, fmt.Sprintf("%s:%d: expected g/kWh from 0 to a million in column %d", file, i+2, column+1))
			continue
		}
		s.Hours = append(s.Hours, v)
	}
	if len(m) == 0 && len(s.Hours) == 0 {
		m = append(m, file+": no hour")
	}
	if len(m) > 0 {
		return Intensity{}, fmt.Errorf("%s", strings.Join(m, "\n"))
	}
	return s, nil
}

// CarbonChoice is what a user gives: the data, the servers that invokers are, the
// intensity of their power, and the hour of the series at which the replay begins.
type CarbonChoice struct {
	Data, Server, Intensity string
	From                    int
}

// ParseCarbonChoice reads DATA,server=NAME,intensity=REGION|FILE.csv[,from=HOUR].
func ParseCarbonChoice(text string) (CarbonChoice, error) {
	parts := strings.Split(text, ",")
	c := CarbonChoice{Data: parts[0]}
	given := map[string]string{}
	for _, p := range parts[1:] {
		key, value, _ := strings.Cut(p, "=")
		if before, again := given[key]; again {
			return c, fmt.Errorf("%s is there twice: %q and %q", key, before, value)
		}
		given[key] = value
		switch key {
		case "server":
			c.Server = value
		case "intensity":
			c.Intensity = value
		case "from":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 || n > 1_000_000 {
				return c, fmt.Errorf("from: %q: expected an hour of the series from 0 on", value)
			}
			c.From = n
		default:
			return c, fmt.Errorf("%q is unknown%s", key, names.Hint(key, []string{"server", "intensity", "from"}))
		}
	}
	if c.Data == "" || c.Intensity == "" {
		return c, fmt.Errorf("%q: expected DATA,server=NAME,intensity=REGION or a CSV file, such as "+
			"ecolife,server=m5zn,intensity=US-CAL-CISO", text)
	}
	return c, nil
}
