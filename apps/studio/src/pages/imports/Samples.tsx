import type { PreviewSample } from "@justesse/types/wire/imports"
import { useT } from "../../i18n/useT.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { useShortName } from "./names.ts"
import css from "./page.module.css"

interface Props {
  readonly samples: readonly PreviewSample[]
  readonly colorOf: (name: string) => string
}

/** Ten of the pictures with the regions that the files give them, in the colours of their labels. */
export function Samples({ samples, colorOf }: Props) {
  const t = useT("imports")
  const shortName = useShortName()
  return (
    <div className={css.samples}>
      {samples.map((sample) => (
        <figure key={sample.name} className="tile">
          <SamplePicture sample={sample} colorOf={colorOf} />
          <figcaption className="cap">
            <span className="g" title={sample.name}>
              {shortName(sample.name)}
            </span>
            <span className="dim">
              {sample.nothingHere ? t("nothingHere") : sample.regions > 0 ? t("boxes", { count: sample.regions }) : ""}
            </span>
          </figcaption>
        </figure>
      ))}
    </div>
  )
}

function SamplePicture({ sample, colorOf }: { readonly sample: PreviewSample; readonly colorOf: Props["colorOf"] }) {
  const t = useT("imports")
  const { size, thumbnail, boxes } = sample
  if (size === null || thumbnail === "") {
    return (
      <span className={`pic unread ${measures.fourByThree}`}>
        <Icon name="warning" />
        <span className="sm">{t("noPicture")}</span>
      </span>
    )
  }
  const { width, height } = size
  return (
    <svg
      className={`pic ${css.drawn}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t("sample", { name: sample.name, count: sample.regions })}
    >
      <image href={thumbnail} width={width} height={height} preserveAspectRatio="none" />
      {boxes.map(([x, y, w, h, label], index) => {
        const box = { x, y, width: w, height: h, fill: "none", vectorEffect: "non-scaling-stroke" as const }
        return (
          <g key={index}>
            <rect {...box} stroke="rgba(0,0,0,.55)" strokeWidth={3.5} />
            <rect {...box} stroke={colorOf(label)} strokeWidth={2} />
          </g>
        )
      })}
    </svg>
  )
}
