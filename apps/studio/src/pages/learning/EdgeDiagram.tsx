import { ChartFrame } from "../../charts/Frame.tsx"
import { useT } from "../../i18n/useT.ts"
import { type Format, useFormat } from "../../locale/useFormat.ts"
import { Section } from "../../ui/layout.tsx"
import { OutlineLine, type Profile } from "./Outlines.tsx"
import css from "./page.module.css"
import { type EdgeSaid, writeEnds, writePx } from "./said.ts"
import { type Corners, placeEdge, unitOf } from "./shown.ts"
import { Gathering } from "./TooFew.tsx"

/** The right box, and where my edges lie on the average: solid where a difference was found, dashed where it may be chance. */
export function EdgeDiagram({ profile, least }: { readonly profile: Profile; readonly least: number }) {
  const t = useT("learning")
  const format = useFormat()
  const { edges, boxes, sinceMs } = profile.edges
  if (edges === null) {
    return (
      <Section title={t("diagram.title")}>
        {(boxes > 0 || profile.outlines.shapes === 0) && <Gathering count={boxes} least={least} />}
        <OutlineLine profile={profile} least={least} />
      </Section>
    )
  }
  const between = t("between")
  const rows = edges.map(({ edge, px, ratio, found }) => [
    t(`edge.${edge}`),
    writePx(format, px.mean),
    writeEnds(format, px.interval, between),
    format.share(Math.abs(ratio.mean)),
    t(found ? "diagram.found" : "diagram.chance"),
  ])
  const columns = ["diagram.edge", "diagram.px", "diagram.ends", "diagram.ofSide", "diagram.verdict"].map((k) => t(k))
  return (
    <div>
      <ChartFrame
        title={t("diagram.title")}
        note={t("diagram.note", { count: boxes, day: format.date(sinceMs ?? 0) })}
        table={{ columns, rows }}
      >
        {(width) => <Diagram edges={edges} boxes={boxes} width={width} format={format} />}
      </ChartFrame>
      <OutlineLine profile={profile} least={least} />
    </div>
  )
}

interface DiagramProps {
  readonly edges: readonly EdgeSaid[]
  readonly boxes: number
  readonly width: number
  readonly format: Format
}

/** Room for the bands outside of the box, and for the figures beside it. */
const REACH = 44
const SIDE = 88
const TOP = 44
const HEIGHT = 280

function Diagram({ edges, boxes, width, format }: DiagramProps) {
  const t = useT("learning")
  const furthest = Math.max(1, ...edges.flatMap(({ px }) => px.interval.map(Math.abs)))
  const scale = Math.min(10, REACH / furthest)
  const [x0, x1] = [SIDE + REACH, Math.max(SIDE + REACH + 60, width - SIDE - REACH)]
  const [y0, y1] = [TOP + REACH, HEIGHT - TOP - REACH]
  const middle = { x: (x0 + x1) / 2, y: (y0 + y1) / 2 }
  const px = unitOf(scale)
  return (
    <svg className="ch" width={width} height={HEIGHT + 24} role="img" aria-label={t("diagram.label")}>
      {edges.map((one) => {
        const { band, line } = placeEdge(one, { x0, x1, y0, y1 }, scale)
        return (
          <g key={one.edge}>
            <rect className="band" {...band} />
            <path className={one.found ? "ln" : "dash"} d={line} />
          </g>
        )
      })}
      <rect className={css.right} x={x0} y={y0} width={x1 - x0} height={y1 - y0} />
      <text x={middle.x} y={middle.y - 4} textAnchor="middle">
        {t("diagram.right")}
      </text>
      <text className="d" x={middle.x} y={middle.y + 14} textAnchor="middle">
        {t("boxes", { count: boxes })}
      </text>
      {edges.map((one) => (
        <EdgeText key={one.edge} edge={one} box={{ x0, x1, y0, y1 }} format={format} />
      ))}
      <path className="ax" d={`M0 ${HEIGHT + 12}h${px * scale}m0 -4v8m${-px * scale} -8v8`} />
      <text className="d" x={px * scale + 8} y={HEIGHT + 16}>
        {t("px", { px: format.number(px) })}
      </text>
    </svg>
  )
}

function EdgeText({ edge: { edge, px, found }, box, format }: { edge: EdgeSaid; box: Corners; format: Format }) {
  const t = useT("learning")
  const value = t("px", { px: writePx(format, Math.abs(px.mean)) })
  const side = t(px.mean < 0 ? "diagram.inside" : "diagram.outside")
  const ends = writeEnds(format, px.interval, t("between"))
  const { x0, x1, y0, y1 } = box
  // Beside the box there is room for one word a line, above and below it for all on two.
  const isUpright = edge === "left" || edge === "right"
  const anchor = edge === "left" ? "end" : edge === "right" ? "start" : "middle"
  const x = edge === "left" ? x0 - REACH - 6 : edge === "right" ? x1 + REACH + 6 : (x0 + x1) / 2
  const y = edge === "top" ? y0 - REACH - 24 : edge === "bottom" ? y1 + REACH + 16 : (y0 + y1) / 2 - 16
  const lines = isUpright ? [value, side] : [`${value} ${side}`]
  return (
    <>
      {lines.map((line, n) => (
        <text key={line} className={found ? "b" : undefined} x={x} y={y + 17 * n} textAnchor={anchor}>
          {line}
        </text>
      ))}
      <text className="d" x={x} y={y + 17 * lines.length} textAnchor={anchor}>
        {ends}
      </text>
    </>
  )
}
