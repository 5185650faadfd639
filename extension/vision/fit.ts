/**
 * The largest size of a picture's own shape that fits into a box, in whole pixels. A smaller
 * picture is enlarged to it.
 */
export function fitted(
  picture: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
): { width: number; height: number } {
  const width = Math.max(1, picture.width);
  const height = Math.max(1, picture.height);
  const scale = Math.min(box.width / width, box.height / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
