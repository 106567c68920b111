import type { Label } from "@justesse/types"
import { ChangeKind, type DiffBox, type DiffPicture } from "@justesse/types/wire/dataset"
import type { z } from "zod"
import { useT } from "../../i18n/useT.ts"
import { TextLink } from "../../ui/Button.tsx"
import { linePath } from "../../ui/Picture.tsx"
import css from "./page.module.css"

type Box = z.infer<typeof DiffBox>

interface Props {
  readonly project: string
  readonly picture: DiffPicture
  readonly labels: readonly Label[]
  /** What the two versions are called: the earlier side, then this one. */
  readonly names: readonly [string, string]
}

/** One picture as it was and as it is: what changed is drawn strong, the rest faint. */
export function DiffPair({ project, picture, labels, names }: Props) {
  const t = useT("versions")
  const counts = ChangeKind.options.filter((kind) => (picture.counts[kind] ?? 0) > 0)
  const text =
    picture.was === null
      ? t("pictureAdded")
      : picture.now === null
        ? t("pictureLeft")
        : counts.map((kind) => t(`kind.${kind}`, { count: picture.counts[kind] ?? 0 })).join(" · ")
  return (
    <li aria-label={picture.name}>
      <div className={css.pair}>
        <Side picture={picture} boxes={picture.was} labels={labels} name={names[0]} />
        <Side picture={picture} boxes={picture.now} labels={labels} name={names[1]} />
      </div>
      <p className={css.caption}>
        <TextLink to="/p/$project/images/$image" params={{ project, image: String(picture.asset) }}>
          {picture.name}
        </TextLink>
        <span className="dim nw">{text}</span>
      </p>
      <Texts picture={picture} />
    </li>
  )
}

interface SideProps {
  readonly picture: DiffPicture
  readonly boxes: readonly Box[] | null
  readonly labels: readonly Label[]
  readonly name: string
}

function Side({ picture, boxes, labels, name }: SideProps) {
  const t = useT("versions")
  if (boxes === null || picture.size === null)
    return (
      <figure className={css.side}>
        <div className={css.none}>{t("notThere")}</div>
        <figcaption>{name}</figcaption>
      </figure>
    )
  const { width, height } = picture.size
  const colorOf = (id: string) => labels.find((label) => label.id === id)?.color ?? "#56b4e9"
  return (
    <figure className={css.side}>
      <svg
        className={`pic ${css.onCanvas}`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="xMidYMid meet"
        role="img"
        aria-label={t("sideOf", { name: picture.name, version: name })}
      >
        <image href={picture.thumbnail} width={width} height={height} preserveAspectRatio="none" />
        {boxes.map((box, i) => (
          <DrawnBox key={i} box={box} color={colorOf(box.label)} />
        ))}
      </svg>
      <figcaption>{name}</figcaption>
    </figure>
  )
}

/** Dashes tell what went, a filled ground what came; what only moved or changed its name has a strong line. */
function DrawnBox({ box: { box, rings, kinds }, color }: { readonly box: Box; readonly color: string }) {
  const [x, y, width, height] = box
  const line = {
    ...{ d: linePath({ x, y, width, height }, rings), fillRule: "evenodd" as const },
    vectorEffect: "non-scaling-stroke" as const,
  }
  if (kinds.length === 0) return <path {...line} fill="none" stroke="#fff" strokeOpacity={0.45} strokeWidth={1} />
  return (
    <>
      <path {...line} fill="none" stroke="#000" strokeOpacity={0.55} strokeWidth={4.5} />
      <path
        {...line}
        fill={kinds.includes("added") ? color : "none"}
        fillOpacity={0.3}
        stroke={color}
        strokeWidth={2.5}
        strokeDasharray={kinds.includes("gone") ? "5 4" : undefined}
      />
    </>
  )
}

/** Texts that changed, as they were and as they are. */
function Texts({ picture: { was, now } }: { readonly picture: DiffPicture }) {
  const t = useT("versions")
  const changed = (boxes: readonly Box[] | null) =>
    (boxes ?? []).filter(({ kinds }) => kinds.includes("retexted")).map(({ text }) => `“${text ?? ""}”`)
  const [before, after] = [changed(was), changed(now)]
  if (before.length === 0) return null
  return (
    <ul className={css.texts}>
      <li>
        <span className="dim">{t("textWas")}</span> {before.slice(0, 5).join(", ")}
      </li>
      <li>
        <span className="dim">{t("textNow")}</span> {after.slice(0, 5).join(", ")}
      </li>
    </ul>
  )
}

/** How what changed is drawn. */
export function DiffKeys() {
  const t = useT("versions")
  const stroke = { x: 2, y: 2, width: 24, height: 10, strokeWidth: 2, stroke: "var(--mark)" }
  return (
    <p className={css.keys}>
      <span>
        <svg aria-hidden="true" viewBox="0 0 28 14">
          <rect {...stroke} fill="var(--mark)" fillOpacity={0.3} />
        </svg>
        {t("key.added")}
      </span>
      <span>
        <svg aria-hidden="true" viewBox="0 0 28 14">
          <rect {...stroke} fill="none" strokeDasharray="4 3" />
        </svg>
        {t("key.gone")}
      </span>
      <span>
        <svg aria-hidden="true" viewBox="0 0 28 14">
          <rect {...stroke} fill="none" />
        </svg>
        {t("key.changed")}
      </span>
      <span>
        <svg aria-hidden="true" viewBox="0 0 28 14">
          <rect {...stroke} fill="none" stroke="var(--line-strong)" strokeWidth={1} />
        </svg>
        {t("key.same")}
      </span>
    </p>
  )
}
