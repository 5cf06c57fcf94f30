package org.vezere.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// An OS template to be built from a distribution's packages.
///
/// @param name what it will be called
/// @param base the recipe that it is made by; without one the recipe called as the template
/// @param packages further packages, in addition to those of the recipe
/// @param mirror where the packages come from; without one the mirror that the node itself uses
public record TemplateBuild(String name, Optional<String> base, List<String> packages, Optional<String> mirror) {
    /// Debian Policy 5.6.7, less names that end in a minus: apt-get would read those as packages to be removed.
    private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]*[a-z0-9+.]");

    private static final int LONGEST_PACKAGE = 128;

    /// @throws IllegalArgumentException when a package cannot be called so
    public TemplateBuild {
        packages = packages.stream().distinct().toList();
        packages.forEach(TemplateBuild::checkPackage);
    }

    /// A template as its recipe has it, with no package more.
    public static TemplateBuild of(String name) {
        return new TemplateBuild(name, Optional.empty(), List.of(), Optional.empty());
    }

    /// The recipe's name.
    public String recipe() {
        return base.orElse(name);
    }

    private static void checkPackage(String name) {
        if (name.length() > LONGEST_PACKAGE || !PACKAGE.matcher(name).matches()) {
            String shown = name.length() > LONGEST_PACKAGE ? name.substring(0, LONGEST_PACKAGE) + "..." : name;
            throw new IllegalArgumentException("Bad package name \"" + shown.replaceAll("\\p{Cntrl}", "?")
                    + "\": at least two lower-case letters, digits and + - . are wanted, first a letter or a digit, "
                    + "last no minus");
        }
    }
}
