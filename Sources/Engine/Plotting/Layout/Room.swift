/// The room that a panel's texts take around its data rectangle, in CSS pixels.
struct Room: Equatable {
  /// Between the data and the legend's rows, or the title.
  var headroom = 0.0
  var top = 0.0
  var right = 0.0
  /// How far labels of the horizontal axis reach beyond the data on the left.
  var overhang = 0.0
  /// Ticks and their labels, and the axis label beyond them.
  var labelsBeside = 0.0
  var titleBeside = 0.0
  var labelsBelow = 0.0
  var titleBelow = 0.0

  var left: Double { max(overhang, labelsBeside + titleBeside) }
  var bottom: Double { labelsBelow + titleBelow }

  /// The room of panels in one column, on both sides.
  static func sides(of rooms: [Room]) -> Room {
    rooms.reduce(into: Room()) { all, room in
      all.right = max(all.right, room.right)
      all.overhang = max(all.overhang, room.overhang)
      all.labelsBeside = max(all.labelsBeside, room.labelsBeside)
      all.titleBeside = max(all.titleBeside, room.titleBeside)
    }
  }

  /// The room of panels in one row, above and below.
  static func ends(of rooms: [Room]) -> Room {
    rooms.reduce(into: Room()) { all, room in
      all.headroom = max(all.headroom, room.headroom)
      all.top = max(all.top, room.top)
      all.labelsBelow = max(all.labelsBelow, room.labelsBelow)
      all.titleBelow = max(all.titleBelow, room.titleBelow)
    }
  }

  /// The sides of one room with the ends of another.
  static func joined(sides: Room, ends: Room) -> Room {
    var room = sides
    room.headroom = ends.headroom
    room.top = ends.top
    room.labelsBelow = ends.labelsBelow
    room.titleBelow = ends.titleBelow
    return room
  }
}
