import { encode } from "uqr"
import css from "./page.module.css"

/** Dark squares of one row that stand side by side, as pieces of a path. */
function runsOf(row: readonly boolean[], y: number): string {
  let path = ""
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue
    const from = x
    while (row[x + 1]) x++
    path += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`
  }
  return path
}

/** A text as a QR code, dark on light in both themes so that cameras read it. It takes up to some 2,900 signs; longer ones have none. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const code = encodeOrNull(text)
  if (!code) return null
  return (
    <svg className={css.code} viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={label}>
      <rect width={code.size} height={code.size} className={css.codeGround} />
      <path d={code.data.map(runsOf).join("")} className={css.codeInk} shapeRendering="crispEdges" />
    </svg>
  )
}

function encodeOrNull(text: string) {
  try {
    return encode(text, { ecc: "L", border: 2 })
  } catch {
    return null
  }
}
