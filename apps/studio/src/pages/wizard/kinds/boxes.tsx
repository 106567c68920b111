import type { Label } from "@justesse/types/ontology"
import { OUTLINE_SHAPES } from "@justesse/types/shapes/list"
import drawn from "../pictures/market.json" with { type: "json" }
import market from "../pictures/market.webp"
import type { DrawnExample, KindInWizard, OwnPicture } from "./contract.ts"
import { colorAt, templateLabel } from "./label.ts"
import { Backdrop, Framed, Small } from "./small.tsx"

const THINGS: readonly Label[] = [
  templateLabel(0, "vehicle", "véhicule"),
  templateLabel(1, "person", "personne"),
  templateLabel(2, "sign", "panneau"),
]

const OUTLINED: readonly Label[] = [
  templateLabel(0, "sack", "sac"),
  templateLabel(1, "crate", "caisse"),
  templateLabel(2, "sign", "panneau"),
]

/** Things on pictures: with labels to begin with, or with none. */
export const boxes: KindInWizard = {
  templates: {
    boxes: {
      labels: THINGS,
      guideline: {
        en: "# How to draw\n\n## 1.1 Tight boxes\n\nEach edge of the box touches the thing it holds.\n\n## 1.2 Hidden parts\n\nDraw what can be seen, and do not guess what is hidden.\n\n## 1.3 Nothing here\n\nA picture without any of the labels is an answer too: press 0.\n",
        fr: "# Comment tracer\n\n## 1.1 Boîtes serrées\n\nChaque bord de la boîte touche la chose qu’elle contient.\n\n## 1.2 Parties cachées\n\nTracez ce qui se voit, sans deviner ce qui est caché.\n\n## 1.3 Rien ici\n\nUne image sans aucune des étiquettes est aussi une réponse\u202f: touche 0.\n",
      },
    },
    outlines: {
      labels: OUTLINED,
      guideline: {
        en: "# How to outline\n\n## 1.1 Along the edge\n\nThe line follows the edge of the thing, within 3 px. The magnet helps where the edge is clear.\n\n## 1.2 Hidden parts\n\nOutline what can be seen, and do not guess what is hidden.\n\n## 1.3 Nothing here\n\nA picture without any of the labels is an answer too: press 0.\n",
        fr: "# Comment détourer\n\n## 1.1 Le long du bord\n\nLe trait suit le bord de la chose, à 3 px près. L’aimant aide là où le bord est net.\n\n## 1.2 Parties cachées\n\nDétourez ce qui se voit, sans deviner ce qui est caché.\n\n## 1.3 Rien ici\n\nUne image sans aucune des étiquettes est aussi une réponse\u202f: touche 0.\n",
      },
      shapes: OUTLINE_SHAPES,
    },
    empty: { labels: [], guideline: { en: "", fr: "" } },
  },
  tiles: [
    // Four outermost points, two corners or a drag: 7 s are published for a box of the first kind.
    { template: "boxes", Small: SmallBoxes, seconds: 7 },
    // COCO's people took 22 hours for a thousand outlines.
    {
      template: "outlines",
      Small: SmallOutlines,
      Example: Outlined,
      seconds: 79,
    },
  ],
  Example: Street,
}

const rect = ([x = 0, y = 0, width = 0, height = 0]: readonly number[]) => `M${x} ${y}h${width}v${height}h${-width}z`

/** A scene of the sample, with the boxes that are right. */
function Street({ labels, name }: DrawnExample) {
  return (
    <svg className="pic" viewBox={`0 0 ${drawn.width} ${drawn.height}`} role="img" aria-label={name}>
      <image href={market} width={drawn.width} height={drawn.height} />
      {drawn.boxes.map(({ label, box }) => {
        // Whatever the labels were renamed to: their places are those of the template.
        const at = THINGS.findIndex(({ id }) => id === label)
        return at < 0 ? null : <Framed key={box.join()} d={rect(box)} color={colorAt(labels, at)} />
      })}
    </svg>
  )
}

function SmallBoxes({ own }: OwnPicture) {
  return (
    <Small>
      <Backdrop own={own} piece="20 150 330 225">
        <Framed d={rect([57, 241, 282, 98])} color="#e69f00" />
        <Framed d={rect([76, 292, 38, 64])} color="#56b4e9" dashed />
        <Framed d={rect([171, 179, 151, 103])} color="#009e73" />
      </Backdrop>
      <path d="M0 74.500h224M58.500 0v112" stroke="#000" strokeOpacity=".5" strokeWidth="2" />
      <path d="M0 74.500h224M58.500 0v112" stroke="#fff" strokeWidth="1" />
    </Small>
  )
}

/** The two sacks of the scene, point by point. */
const SACKS = ["M474 292l8-4h14l6 6 3 20-2 22-6 4h-20l-7-6-1-22z", "M507 292l9-5h15l6 7 4 22-3 22-7 5h-21l-6-7-2-20z"]

function SmallOutlines({ own }: OwnPicture) {
  return (
    <Small>
      <Backdrop own={own} piece="430 268 150 84">
        <Sacks color="#e69f00" />
      </Backdrop>
    </Small>
  )
}

function Sacks({ color }: { readonly color: string }) {
  return SACKS.map((d) => <Framed key={d} d={d} color={color} />)
}

function Outlined({ labels, name }: DrawnExample) {
  return (
    <svg className="pic" viewBox="430 250 160 110" role="img" aria-label={name}>
      <image href={market} width={drawn.width} height={drawn.height} />
      <Sacks color={colorAt(labels, 0)} />
    </svg>
  )
}
