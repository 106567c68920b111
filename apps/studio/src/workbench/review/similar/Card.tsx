import { type Box, boxOf, type Letter } from "@justesse/types"
import type { SimilarGroup, SimilarItem } from "@justesse/types/wire/review"
import { useT } from "../../../i18n/useT.ts"
import { Icon } from "../../../theme/Icon.tsx"
import { InkSample } from "../queue/InkSample.tsx"
import { TextAgainst } from "../queue/Sides.tsx"
import type { SimilarTexts } from "../queue/useSimilarTexts.ts"
import styles from "../queue.module.css"
import type { Side } from "./useGrid.ts"

interface Props {
  readonly item: SimilarItem
  readonly group: SimilarGroup
  readonly texts: SimilarTexts
  /** Null: none is chosen yet. */
  readonly side: Side | null
  readonly ticked: boolean
  readonly onToggle: () => void
}

/** One of the similar differences: its ink, both answers, and which one is taken. Pressed means: it is similar. */
export function Card({ item, group, texts, side, ticked, onToggle }: Props) {
  const t = useT("review")
  const text = group.kind === "text"
  return (
    <button
      aria-pressed={ticked}
      className={text ? styles.card : `${styles.card} ${styles.high}`}
      onClick={onToggle}
      title={t(ticked ? "alike.untick" : "alike.tick")}
      type="button"
    >
      <InkSample
        height={text ? 72 : 128}
        sample={item}
        strong={ticked && side !== null ? side : undefined}
        width={280}
        {...(!text && { boxes: [boxOfSide(item, item.a), boxOfSide(item, item.b)] })}
      />
      <span className={texts.isTyped(group) ? styles.lines : `${styles.lines} ${styles.words}`}>
        <Line group={group} item={item} of="a" taken={ticked && side === "a"} texts={texts} />
        <Line group={group} item={item} of="b" taken={ticked && side === "b"} texts={texts} />
      </span>
    </button>
  )
}

/** Where the people of one side drew it. */
function boxOfSide({ difference: disagreement }: SimilarItem, letters: readonly Letter[]): Box | null {
  const candidate = disagreement.candidates.find((one) => one.letters.some((letter) => letters.includes(letter)))
  return candidate?.region ? boxOf(candidate.region) : null
}

interface LineProps {
  readonly item: SimilarItem
  readonly group: SimilarGroup
  readonly texts: SimilarTexts
  readonly of: Side
  readonly taken: boolean
}

function Line({ item, group, texts, of, taken }: LineProps) {
  const mine = of === "a" ? item.showsA : item.showsB
  const theirs = of === "a" ? item.showsB : item.showsA
  const general = group.sides.find((one) => one.side === of)?.shows
  const letters = of === "a" ? item.a : item.b
  return (
    <span className={taken ? styles.take : undefined}>
      <span className={styles.mark}>{taken && <Icon name="check" small />}</span>
      <span className={styles.t} dir="auto">
        {texts.isTyped(group) && mine !== null ? (
          <TextAgainst other={theirs ?? ""} text={mine} />
        ) : (
          texts.side(group, mine ?? general ?? "")
        )}
      </span>
      <span className={styles.who}>
        {letters.map((letter) => (
          <span className={styles.letter} key={letter}>
            {letter}
          </span>
        ))}
      </span>
    </span>
  )
}
