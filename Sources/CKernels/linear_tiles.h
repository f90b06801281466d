// The product of a linear layer, tile by tile; included by a template that has defined CK_NAME(tile) for the task CK_TASK,
// CK_ROWS, CK_VECTORS and CK_LANES.
static void CK_NAME(linear)(const CK_TASK *task) {
    // Rows are shared out evenly, because a tile of one row costs nearly as much as a tile of six.
    ptrdiff_t tiles = (task->rows + CK_ROWS - 1) / CK_ROWS;
    if (tiles == 0) return;
    ptrdiff_t rows = task->rows / tiles, longer = task->rows % tiles;
    // A panel stays in the first cache while all rows pass by it.
    for (ptrdiff_t column = 0; column < task->columns; column += CK_VECTORS * CK_LANES) {
        ptrdiff_t row = 0;
        for (ptrdiff_t i = 0; i < tiles; i++) {
            ptrdiff_t count = rows + (i < longer);
            switch (count) {
#define CK_CASE(n) \
    case n: \
        if (n <= CK_ROWS) CK_NAME(tile)(n <= CK_ROWS ? n : 1, task, row, column); \
        break;
                CK_CASE(1) CK_CASE(2) CK_CASE(3) CK_CASE(4) CK_CASE(5) CK_CASE(6) CK_CASE(7)
                CK_CASE(8) CK_CASE(9) CK_CASE(10) CK_CASE(11) CK_CASE(12) CK_CASE(13) CK_CASE(14)
#undef CK_CASE
            }
            row += count;
        }
    }
}
