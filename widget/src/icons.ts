// Drawings of strokes, on a field of 24 by 24.

export const CLOSE = "M6 6l12 12M18 6 6 18";
export const MORE = "M5 12h.01M12 12h.01M19 12h.01";
export const SEND = "M12 19V5M5.5 11.5 12 5l6.5 6.5";
export const BACK = "M19 12H5M11 6l-6 6 6 6";
export const DOWN = "M7 10l5 5 5-5";
export const WARN = "M12 4 2.8 19.5h18.4L12 4ZM12 10v4.5M12 17h.01";
export const PHONE =
  "M6.5 4H9l1.5 3.5-2 1.5a12 12 0 0 0 6.5 6.5l1.5-2L20 15v2.5a2 2 0 0 1-2 2A16 16 0 0 1 4.5 6a2 2 0 0 1 2-2Z";
export const UP =
  "M7.5 10v10M7.5 10l3.5-6.5a2 2 0 0 1 2.5 2.5L13 9.5h5a2 2 0 0 1 2 2.5l-1.5 6.5a2 2 0 0 1-2 1.5h-12V10Z";
export const STROKE = "M4 12.5c2.7-3 5.3-3 8 0s5.3 3 8 0";
