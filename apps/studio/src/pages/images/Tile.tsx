import type { Label } from "@justesse/types"
import type { AssetTile } from "@justesse/types/wire/asset"
import { SENTENCES } from "../../failures/codes.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import css from "./page.module.css"

interface Props {
  readonly project: string
  readonly tile: AssetTile
  readonly labels: readonly Label[]
  readonly small: boolean
  readonly chosen: boolean
  readonly onChoose: (range: boolean) => void
  readonly onRest: (tile: AssetTile, element: Element) => void
  readonly onLeave: () => void
}

/** One picture with its boxes, name and state. */
export function Tile({ project, tile, labels, small, chosen, onChoose, onRest, onLeave }: Props) {
  const t = useT("images")
  return (
    <div className={`tile${chosen ? " on" : ""}${tile.state === "excluded" ? " off" : ""}`} data-asset={tile.asset}>
      <label className={css.pick}>
        <input
          type="checkbox"
          checked={chosen}
          aria-label={t("choose", { name: tile.name })}
          onChange={() => undefined}
          onClick={(event) => onChoose(event.shiftKey)}
        />
      </label>
      <TextLink to="/p/$project/images/$image" params={{ project, image: String(tile.asset) }}>
        <span
          className={css.rest}
          onPointerEnter={(event) => event.pointerType === "mouse" && onRest(tile, event.currentTarget)}
          onPointerLeave={onLeave}
        >
          <TilePicture tile={tile} labels={labels} small={small} />
        </span>
        <span className="cap">
          <span className="g" title={tile.name}>
            {tile.name}
          </span>
        </span>
      </TextLink>
      {!small && (
        <div className="cap dim">
          <StateMark tile={tile} />
          <StateText tile={tile} />
          <span className={measures.pushed}>
            <Holds tile={tile} />
          </span>
        </div>
      )}
    </div>
  )
}

/** What is in it: boxes, proposals, or that nothing is; of a recording how long it is. */
function Holds({ tile }: { readonly tile: AssetTile }) {
  const t = useT("images")
  const format = useFormat()
  const played = tile.sound ?? tile.video
  if (played) return format.duration(Math.max(1, Math.round(played.durationMs / 1_000)))
  if (tile.text) return t("words", { count: tile.text.words })
  if (tile.nothingHere) return t("nothingHere")
  if (tile.proposals > 0) return t("proposals", { count: tile.proposals })
  // What is said of all of it is no box.
  return tile.boxes.some(([, , width, height]) => width > 0 && height > 0) ? t("boxes", { count: tile.regions }) : ""
}

const MARKS: Readonly<Record<AssetTile["state"], string>> = {
  settled: "settled",
  open: "open",
  waiting: "wait",
  disputed: "disp",
  excluded: "ex",
}

/** The state as a shape: never colour alone. */
export function StateMark({ tile }: { readonly tile: AssetTile }) {
  const mark = tile.problem !== null ? "bad" : tile.workedOn ? "work" : MARKS[tile.state]
  return <span className={`st ${mark}`} />
}

/** The state in words. */
export function StateText({ tile }: { readonly tile: AssetTile }) {
  const t = useT("images")
  if (tile.deletedAtMs !== null) return <span>{t("deletedState")}</span>
  if (tile.problem !== null) return <span>{t("common:state.not_read")}</span>
  if (tile.workedOn) return <span>{t("common:state.worked_on")}</span>
  if (tile.state === "disputed") return <span>{t("disputed", { count: tile.differences })}</span>
  if (tile.state === "waiting") return <span>{t("waitsFor", { count: Math.max(1, tile.waitsFor) })}</span>
  return <span>{t(`common:state.${tile.state}`)}</span>
}

const REASONS: Readonly<Record<string, string | undefined>> = SENTENCES

/** Why a picture could not be read, as a sentence; a code that nobody knows stays a code. */
export function ProblemText({ code, file }: { readonly code: string | null; readonly file: string }) {
  const t = useT("failures")
  const reason = code === null ? undefined : REASONS[code]
  return reason === undefined ? code : t(reason, { file })
}

/** From so many boxes on the lines of a thumbnail are thin. */
const MANY = 12

/** How a recording's wave is drawn. */
const WAVE = { width: 640, height: 320 }

interface PictureProps {
  readonly tile: AssetTile
  readonly labels: readonly Label[]
  /** Shows all of it instead of filling 4:3. */
  readonly whole?: boolean
  /** Too small for sentences: what went wrong is said by the sign alone. */
  readonly small?: boolean
}

/** The first lines of a text. */
function TileText({
  text,
  whole,
}: {
  readonly text: NonNullable<AssetTile["text"]>
  readonly whole: boolean | undefined
}) {
  return (
    <span className={`pic ${whole ? css.whole : measures.fourByThree} ${css.begins}`} dir="auto">
      {text.begins}
    </span>
  )
}

/** A video of which this computer could draw no moment. */
function TileFilm({ whole }: { readonly whole: boolean | undefined }) {
  return (
    <span className={`pic ${whole ? css.whole : measures.fourByThree} ${css.film}`}>
      <svg aria-hidden="true" viewBox="0 0 48 36">
        <path d="M2 2h44v32H2zM2 9h44M2 27h44M10 2v7M18 2v7M26 2v7M34 2v7M42 2v7M10 27v7M18 27v7M26 27v7M34 27v7M42 27v7" />
        <path className={css.go} d="m20 13 10 5-10 5z" />
      </svg>
    </span>
  )
}

/** The thumbnail with its boxes in the colours of their labels. */
export function TilePicture({ tile, labels, whole, small }: PictureProps) {
  if (tile.text) return <TileText text={tile.text} whole={whole} />
  if (tile.video && tile.thumbnail === "") return <TileFilm whole={whole} />
  const size = tile.size ?? (tile.sound ? WAVE : null)
  if (tile.problem !== null || size === null) {
    return (
      <span className="pic unread">
        <Icon name="warning" />
        <span className={small ? "sr" : "sm"}>
          <ProblemText code={tile.problem} file={tile.name} />
        </span>
      </span>
    )
  }
  const color = (id: string) => labels.find((label) => label.id === id)?.color ?? "#56b4e9"
  // Of many boxes on a small picture the lines alone would be seen: they are thin, so that one sees what they lie on.
  const dense = !whole && tile.boxes.length > MANY
  return (
    <svg
      className={`pic ${whole ? css.whole : measures.fourByThree}`}
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio={whole ? "xMidYMid meet" : "xMidYMid slice"}
      aria-hidden="true"
    >
      <image
        href={whole ? tile.preview : tile.thumbnail}
        width={size.width}
        height={size.height}
        preserveAspectRatio="none"
      />
      <g fill="none">
        {tile.boxes.map(([x, y, width, height, label], index) => {
          const box = { x, y, width, height, vectorEffect: "non-scaling-stroke" as const }
          return (
            <g key={index}>
              {!dense && <rect {...box} stroke="rgba(0,0,0,.55)" strokeWidth={3.5} />}
              <rect
                {...box}
                stroke={color(label)}
                strokeWidth={dense ? 1 : 1.5}
                {...(tile.proposals > 0 && { strokeDasharray: "4 3" })}
              />
            </g>
          )
        })}
      </g>
    </svg>
  )
}
