package plots

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"hash/crc32"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg/vgimg"

	"thaw/models/wholefile"
	"thaw/plots/pdf"
)

// Format is a file format.
type Format string

// The formats. EPS is missing because it has no transparency.
const (
	PNG Format = "png" // 300 dpi, as noted in the file
	SVG Format = "svg" // text stays text and has the right width in any font
	PDF Format = "pdf" // fonts embedded
	CSV Format = "csv" // the data as drawn
)

// Formats lists all of them.
func Formats() []Format { return []Format{PNG, SVG, PDF, CSV} }

// ParseFormats reads a list such as "png,svg"; the empty list means every format.
func ParseFormats(list string) ([]Format, error) {
	if strings.TrimSpace(list) == "" {
		return Formats(), nil
	}
	var out []Format
	p := Problems{figure: "formats"}
	for word := range strings.SplitSeq(list, ",") {
		f := Format(strings.ToLower(strings.TrimSpace(word)))
		switch f {
		case PNG, SVG, PDF, CSV:
			if slices.Contains(out, f) {
				p.Addf("format %q stands there twice", word)
			}
			out = append(out, f)
		default:
			p.Addf("unknown format %q, expected png, svg, pdf or csv", word)
		}
	}
	return out, p.Err()
}

// Output says how figures are written.
type Output struct {
	Width   Width    // of every figure; 0: each its own
	Formats []Format // none: every format
}

// Save composes a figure and writes one file for each format into an existing folder. It renders
// every format before it writes any, and a file gets its name when it is complete. Save returns the
// paths of the files.
func Save(dir string, fig Figure, out Output) ([]string, error) {
	name := fig.Name()
	if err := checkFile(name); err != nil {
		return nil, err
	}
	sheet, err := fig.Compose(out.Width)
	if err != nil {
		return nil, err
	}
	formats := out.Formats
	if len(formats) == 0 {
		formats = Formats()
	}
	contents := make([][]byte, len(formats))
	for i, f := range formats {
		if contents[i], err = sheet.Render(f); err != nil {
			return nil, fmt.Errorf("figure %s: %w", name, err)
		}
	}
	var paths []string
	for i, f := range formats {
		path := filepath.Join(dir, name+"."+string(f))
		if err := wholefile.Write(path, contents[i]); err != nil {
			return paths, fmt.Errorf("figure %s: %w", name, err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// checkFile refuses names that would be paths or hidden files.
func checkFile(name string) error {
	ok := name != "" && name[0] != '.'
	for _, r := range name {
		ok = ok && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			strings.ContainsRune("-_.+=", r))
	}
	if !ok {
		return fmt.Errorf("figure name %q: expected letters, digits and any of -_.+= only, not beginning with a dot",
			name)
	}
	return nil
}

// Render makes the content of one file.
func (s *Sheet) Render(f Format) ([]byte, error) {
	var buf bytes.Buffer
	switch f {
	case PNG:
		c := vgimg.NewWith(vgimg.UseWH(s.width, s.height), vgimg.UseDPI(dpi))
		s.Draw(c)
		if _, err := (vgimg.PngCanvas{Canvas: c}).WriteTo(&buf); err != nil {
			return nil, err
		}
		return withResolution(buf.Bytes()), nil
	case SVG:
		return s.svg()
	case PDF:
		c := pdf.New(s.width, s.height)
		s.Draw(c)
		err := c.Save(&buf)
		return buf.Bytes(), err
	case CSV:
		w := csv.NewWriter(&buf)
		err := w.WriteAll(s.Table())
		return buf.Bytes(), err
	}
	return nil, fmt.Errorf("unknown format %q, expected png, svg, pdf or csv", string(f))
}

// withResolution inserts a pHYs chunk behind the header of a PNG, so that programs show it in its
// true size (PNG specification, section 11.3.5.3: pixels per metre).
func withResolution(png []byte) []byte {
	const head = 8 + 4 + 4 + 13 + 4              // signature and IHDR chunk
	perMetre := uint32((dpi*10_000 + 127) / 254) // 25.4 mm an inch, rounded
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1)
	out := append([]byte(nil), png[:head]...)
	out = binary.BigEndian.AppendUint32(out, 9)
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, png[head:]...)
}

// Cell formats a number for the CSV: the shortest text that parses to the same number.
func Cell(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// Finite formats a number for the CSV, and nothing where there is none: NaN or an infinity.
func Finite(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return Cell(v)
}
