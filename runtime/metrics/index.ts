/** How good predictions are, by scikit-learn's names: `import { accuracyScore } from "tangent/metrics"`. */

export { type AccuracyOptions, accuracyScore } from "./accuracy.ts";
export {
  type AreaAverage,
  type AveragePrecisionOptions,
  auc,
  averagePrecisionScore,
  type RocAucOptions,
  rocAucScore,
} from "./areas.ts";
export { type ConfusionMatrixOptions, confusionMatrix } from "./confusion-matrix.ts";
export { type CurveOptions, precisionRecallCurve, rocCurve } from "./curves.ts";
export {
  type Average,
  type FbetaOptions,
  f1Score,
  fbetaScore,
  precisionScore,
  recallScore,
  type Score,
  type ScoreOptions,
} from "./precision-recall.ts";
export type { Label, Labels, Numbers, Rows } from "./values.ts";
