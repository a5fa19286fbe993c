package pages

// Steps are integers by row that seldom change: of each change, the row and the value
// from there on. The first change is at row 0.
type Steps struct {
	rows   []int32
	values []int64
}

// Set sets the value from a row on; rows never decrease.
func (s *Steps) Set(row int, value int64) {
	k := len(s.rows) - 1
	if k >= 0 && int(s.rows[k]) == row {
		s.values[k] = value
	} else if k < 0 || s.values[k] != value {
		s.rows, s.values = append(s.rows, int32(row)), append(s.values, value)
	}
}

// Clear removes all changes and keeps their room.
func (s *Steps) Clear() { s.rows, s.values = s.rows[:0], s.values[:0] }

// AppendDelta appends the values of rows 0 to n − 1, the bytes that AppendDelta
// appends of them, in time that depends on the changes: a block without one is known
// from the value before it.
func (s *Steps) AppendDelta(dst []byte, n int) []byte {
	if n == 0 {
		return appendDeltaHead(dst, 0, 0)
	}
	last := s.values[0]
	dst = appendDeltaHead(dst, n, last)
	rows, values := s.rows[1:], s.values[1:]
	var block [deltaBlock]int64
	for from := 1; from < n; from += deltaBlock {
		to := min(from+deltaBlock, n)
		if len(rows) == 0 || int(rows[0]) >= to {
			dst = appendEqualBlock(dst)
			continue
		}
		before := last
		for i := range block[:to-from] {
			if len(rows) > 0 && int(rows[0]) == from+i {
				last, rows, values = values[0], rows[1:], values[1:]
			}
			block[i] = last
		}
		dst = appendDeltaBlock(dst, before, block[:to-from])
	}
	return dst
}
