package plots

import (
	"bytes"
	"fmt"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// svgCanvas is the canvas of gonum. It records the width of each text.
type svgCanvas struct {
	*vgsvg.Canvas
	widths []vg.Length
}

func (c *svgCanvas) FillString(face font.Face, at vg.Point, s string) {
	c.widths = append(c.widths, face.Width(s))
	c.Canvas.FillString(face, at, s)
}

// svg draws the sheet as SVG and adds to what gonum writes:
//   - the width of each text, so that labels keep clear of each other where the reader's
//     machine has none of the fonts;
//   - fonts of the same widths, for readers who lack Liberation Sans;
//   - a white ground, for pages that are dark;
//   - round joints of lines, as in the other formats.
func (s *Sheet) svg() ([]byte, error) {
	c := &svgCanvas{Canvas: vgsvg.New(s.width, s.height)}
	s.Draw(c)
	var raw, out bytes.Buffer
	if _, err := c.WriteTo(&raw); err != nil {
		return nil, err
	}
	texts := bytes.Split(raw.Bytes(), []byte("<text "))
	if len(texts) != len(c.widths)+1 {
		return nil, fmt.Errorf("svg has %d texts, but %d were drawn", len(texts)-1, len(c.widths))
	}
	head := bytes.Replace(texts[0], []byte("<svg "), []byte(`<svg stroke-linejoin="round" `), 1)
	root := bytes.IndexByte(head[bytes.Index(head, []byte("<svg ")):], '>') + bytes.Index(head, []byte("<svg ")) + 1
	out.Write(head[:root])
	out.WriteString("\n<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>")
	out.Write(head[root:])
	for i, t := range texts[1:] {
		fmt.Fprintf(&out, `<text textLength="%.2f" lengthAdjust="spacingAndGlyphs" `, c.widths[i].Points())
		out.Write(t)
	}
	return bytes.ReplaceAll(out.Bytes(), []byte("font-family:Liberation Sans;font-variant:normal;"),
		[]byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")), nil
}
