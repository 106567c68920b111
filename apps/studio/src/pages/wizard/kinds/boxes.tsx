import type { DrawnExample, KindInWizard } from "./contract.ts"
import { colorAt, templateLabel } from "./label.ts"

/** Things on pictures: with labels to begin with, or with none. */
export const boxes: KindInWizard = {
  templates: {
    boxes: {
      labels: [
        templateLabel(0, "vehicle", "véhicule"),
        templateLabel(1, "person", "personne"),
        templateLabel(2, "sign", "panneau"),
      ],
      guideline: {
        en: "# How to draw\n\n## 1.1 Tight boxes\n\nEach edge of the box touches the thing it holds.\n\n## 1.2 Hidden parts\n\nDraw what can be seen, and do not guess what is hidden.\n\n## 1.3 Nothing here\n\nA picture without any of the labels is an answer too: press 0.\n",
        fr: "# Comment tracer\n\n## 1.1 Boîtes serrées\n\nChaque bord de la boîte touche la chose qu’elle contient.\n\n## 1.2 Parties cachées\n\nTracez ce qui se voit, sans deviner ce qui est caché.\n\n## 1.3 Rien ici\n\nUne image sans aucune des étiquettes est aussi une réponse\u202f: touche 0.\n",
      },
      seconds: 14,
    },
    empty: { labels: [], guideline: { en: "", fr: "" }, seconds: 20 },
  },
  Example: Street,
}

function Street({ labels, name }: DrawnExample) {
  return (
    <svg className="pic" viewBox="0 0 320 240" role="img" aria-label={name}>
      <path fill="#b9c7d1" d="M0 0h320v150H0z" />
      <path fill="#8d8577" d="M0 150h320v90H0z" />
      <path fill="#a3907c" d="M20 60h70v90H20zM230 40h70v110h-70z" />
      <path fill="#b5453a" d="M40 130h104v36H40zM58 110h62v22H58z" />
      <circle cx="64" cy="168" r="12" fill="#2a2b2d" />
      <circle cx="122" cy="168" r="12" fill="#2a2b2d" />
      <circle cx="186" cy="112" r="9" fill="#caa27f" />
      <path fill="#3d6b8f" d="M176 122h20v40h-20zM178 162h7v26h-7zM188 162h7v26h-7z" />
      <path fill="#f0e442" d="M228 84h44v26h-44zM247 110h5v62h-5z" />
      <g fill="none" strokeWidth="2">
        <path stroke={colorAt(labels, 0)} d="M37 107h110v76H37z" />
        <path stroke={colorAt(labels, 1)} d="M173 100h27v91h-27z" />
        <path stroke={colorAt(labels, 2)} d="M225 81h50v32h-50z" />
      </g>
    </svg>
  )
}
