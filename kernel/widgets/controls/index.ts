/** All controls. */

import type { WidgetClass } from "../widget.ts";
import { Accordion } from "./accordion.ts";
import { Audio } from "./audio.ts";
import { BoundedFloatText } from "./bounded-float-text.ts";
import { BoundedIntText } from "./bounded-int-text.ts";
import { Box } from "./box.ts";
import { Button } from "./button.ts";
import { Checkbox } from "./checkbox.ts";
import { ColorPicker } from "./color-picker.ts";
import { ColorsInput } from "./colors-input.ts";
import { Combobox } from "./combobox.ts";
import { DatePicker } from "./date-picker.ts";
import { Dropdown } from "./dropdown.ts";
import { FileUpload } from "./file-upload.ts";
import { FloatLogSlider } from "./float-log-slider.ts";
import { FloatProgress } from "./float-progress.ts";
import { FloatRangeSlider } from "./float-range-slider.ts";
import { FloatSlider } from "./float-slider.ts";
import { FloatText } from "./float-text.ts";
import { FloatsInput } from "./floats-input.ts";
import { GridBox } from "./grid-box.ts";
import { HBox } from "./h-box.ts";
import { HTML } from "./html.ts";
import { HTMLMath } from "./html-math.ts";
import { Image } from "./image.ts";
import { IntProgress } from "./int-progress.ts";
import { IntRangeSlider } from "./int-range-slider.ts";
import { IntSlider } from "./int-slider.ts";
import { IntText } from "./int-text.ts";
import { IntsInput } from "./ints-input.ts";
import { Label } from "./label.ts";
import { Output } from "./output.ts";
import { Password } from "./password.ts";
import { Play } from "./play.ts";
import { RadioButtons } from "./radio-buttons.ts";
import { Select } from "./select.ts";
import { SelectMultiple } from "./select-multiple.ts";
import { SelectionRangeSlider } from "./selection-range-slider.ts";
import { SelectionSlider } from "./selection-slider.ts";
import { Stack } from "./stack.ts";
import { Tab } from "./tab.ts";
import { TagsInput } from "./tags-input.ts";
import { Text } from "./text.ts";
import { Textarea } from "./textarea.ts";
import { ToggleButton } from "./toggle-button.ts";
import { ToggleButtons } from "./toggle-buttons.ts";
import { VBox } from "./v-box.ts";
import { Valid } from "./valid.ts";
import { Video } from "./video.ts";

export const controls = {
  Accordion,
  Audio,
  BoundedFloatText,
  BoundedIntText,
  Box,
  Button,
  Checkbox,
  ColorPicker,
  ColorsInput,
  Combobox,
  DatePicker,
  Dropdown,
  FileUpload,
  FloatLogSlider,
  FloatProgress,
  FloatRangeSlider,
  FloatSlider,
  FloatText,
  FloatsInput,
  GridBox,
  HBox,
  HTML,
  HTMLMath,
  Image,
  IntProgress,
  IntRangeSlider,
  IntSlider,
  IntText,
  IntsInput,
  Label,
  Output,
  Password,
  Play,
  RadioButtons,
  Select,
  SelectMultiple,
  SelectionRangeSlider,
  SelectionSlider,
  Stack,
  Tab,
  TagsInput,
  Text,
  Textarea,
  ToggleButton,
  ToggleButtons,
  VBox,
  Valid,
  Video,
} satisfies Readonly<Record<string, WidgetClass>>;

export {
  Accordion,
  Audio,
  BoundedFloatText,
  BoundedIntText,
  Box,
  Button,
  Checkbox,
  ColorPicker,
  ColorsInput,
  Combobox,
  DatePicker,
  Dropdown,
  FileUpload,
  FloatLogSlider,
  FloatProgress,
  FloatRangeSlider,
  FloatSlider,
  FloatsInput,
  FloatText,
  GridBox,
  HBox,
  HTML,
  HTMLMath,
  Image,
  IntProgress,
  IntRangeSlider,
  IntSlider,
  IntsInput,
  IntText,
  Label,
  Output,
  Password,
  Play,
  RadioButtons,
  Select,
  SelectionRangeSlider,
  SelectionSlider,
  SelectMultiple,
  Stack,
  Tab,
  TagsInput,
  Text,
  Textarea,
  ToggleButton,
  ToggleButtons,
  Valid,
  VBox,
  Video,
};
