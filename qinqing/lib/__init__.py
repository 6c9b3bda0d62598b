"""The cellar: pure Python that knows no framework, no clock, no disk and no word of the business."""
